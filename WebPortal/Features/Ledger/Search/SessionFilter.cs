using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace WebPortal.Features.Ledger;

/// <summary>The list's filter as it stands in an address, which is also how a job remembers it.</summary>
internal sealed record SessionFilter
{
    public static readonly IReadOnlyList<(string Value, string Label, TimeSpan? Age)> Ages =
    [
        ("", "Any time", null),
        ("hour", "Last hour", TimeSpan.FromHours(1)),
        ("day", "Last 24 hours", TimeSpan.FromDays(1)),
        ("week", "Last 7 days", TimeSpan.FromDays(7)),
        ("month", "Last 30 days", TimeSpan.FromDays(30)),
    ];

    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    [FromQuery(Name = "by")]
    public string? Provider { get; init; }

    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "age")]
    public string? Age { get; init; }

    [FromQuery(Name = "ip")]
    public string? Address { get; init; }

    public bool Ended => State == "ended";

    public bool IsEmpty => Query() is "";

    /// <summary>What is wrong with <see cref="Address"/>, or null.</summary>
    public string? AddressError =>
        Clean(Address) is { } text && AddressRange.Parse(text) is null
            ? $"“{text}” is not an address or a network. Write 203.0.113.9, 203.0.113.0/24 or 2001:db8::/32."
            : null;

    /// <summary>Relative ages count from <paramref name="now"/>.</summary>
    public SessionCriteria ToCriteria(DateTimeOffset now) =>
        new()
        {
            Ended = Ended,
            Text = Clean(Text),
            Provider = Clean(Provider),
            StartedSince = AgeOf is { } age ? now - age : null,
            Address = Clean(Address) is { } text ? AddressRange.Parse(text) : null,
        };

    /// <summary>Canonical: "?by=GitHub&amp;age=week", or empty.</summary>
    public string Query()
    {
        var query = new QueryBuilder();
        foreach (var (key, value) in Pairs())
            query.Add(key, value);
        return query.ToString();
    }

    public IEnumerable<KeyValuePair<string, string>> Pairs()
    {
        if (Clean(Text) is { } text)
            yield return new("q", text);
        if (Clean(Provider) is { } provider)
            yield return new("by", provider);
        if (Ended)
            yield return new("state", "ended");
        if (AgeOf is not null)
            yield return new("age", Age!);
        if (Clean(Address) is { } address)
            yield return new("ip", address);
    }

    public static SessionFilter Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string? Of(string key) => values.TryGetValue(key, out var value) ? value.ToString() : null;
        return new()
        {
            Text = Of("q"),
            Provider = Of("by"),
            State = Of("state"),
            Age = Of("age"),
            Address = Of("ip"),
        };
    }

    /// <summary>"example.com, signed in by GitHub, live, last 7 days".</summary>
    public string InWords() => string.Join(", ", Words());

    private IEnumerable<string> Words()
    {
        if (Clean(Text) is { } text)
            yield return text;
        if (Clean(Provider) is { } provider)
            yield return "signed in by " + provider;
        yield return Ended ? "ended" : "live";
        if (AgeOf is not null)
            yield return Ages.First(a => a.Value == Age).Label.ToLower(CultureInfo.InvariantCulture);
        if (Clean(Address) is { } address)
            yield return "from " + address;
    }

    private TimeSpan? AgeOf => Ages.FirstOrDefault(a => a.Value == Age).Age;

    private static string? Clean(string? text)
    {
        text = text?.Trim();
        return text is { Length: > 0 } ? (text.Length <= 100 ? text : text[..100]) : null;
    }
}
