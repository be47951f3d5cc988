using System.Collections.Concurrent;

namespace WebPortal.Tests.Hosting;

/// <summary>Collects what must never be found in a log, an event or Redis: passwords, cookie values, form tokens, and what a test adds.</summary>
public sealed class Secrets
{
    private readonly ConcurrentDictionary<string, byte> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> All => _values.Keys;

    /// <summary>Short values would be found anywhere, and prove nothing.</summary>
    public void Add(string? secret)
    {
        if (secret is { Length: >= 8 })
            _values[secret] = 0;
    }

    public void AddPasswords(IEnumerable<KeyValuePair<string, string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var (name, value) in fields)
        {
            if (
                name.Contains("password", StringComparison.OrdinalIgnoreCase)
                || name.Contains("token", StringComparison.OrdinalIgnoreCase)
                || name.Contains("code", StringComparison.OrdinalIgnoreCase)
            )
                Add(value);
        }
    }

    /// <summary>Values of the address that are secrets: the tokens of links in mails.</summary>
    public void Collect(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = request.RequestUri?.OriginalString.Split('?', 2) is [_, var q] ? q : "";
        AddPasswords(
            query
                .Split('&')
                .Select(p => p.Split('=', 2))
                .Where(p => p.Length == 2)
                .Select(p => KeyValuePair.Create(p[0], p[1]))
        );
    }

    /// <summary>The first secret that <paramref name="text"/> holds, cut so that a failure does not print it; null when there is none.</summary>
    public string? FoundIn(string text) =>
        All.FirstOrDefault(secret => text.Contains(secret, StringComparison.Ordinal)) is { } found
            ? $"{found[..4]}… ({found.Length} characters)"
            : null;
}
