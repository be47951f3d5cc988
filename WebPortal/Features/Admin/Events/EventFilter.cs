using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Admin;

/// <summary>The filter of the events as it stands in an address. Days are UTC.</summary>
internal sealed record EventFilter
{
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    [FromQuery(Name = "person")]
    public string? Person { get; init; }

    [FromQuery(Name = "from")]
    public string? From { get; init; }

    [FromQuery(Name = "until")]
    public string? Until { get; init; }

    public string? FromError => Day(From, out _) ? null : "Write the day as 2026-11-24.";

    public string? UntilError => Day(Until, out _) ? null : "Write the day as 2026-11-24.";

    /// <summary>Null, with what is wrong, when a field is not understood: better nothing than everything.</summary>
    public async Task<(EventCriteria? Criteria, string? PersonError)> ToCriteriaAsync(
        PortalDbContext db,
        CancellationToken ct
    )
    {
        string? personId = null;
        if (Person?.Trim() is { Length: > 0 } person)
        {
            var upper = person.ToUpperInvariant();
            personId = await db.Users.Where(u => u.NormalizedEmail == upper).Select(u => u.Id).FirstOrDefaultAsync(ct);
            // Of somebody who is gone only the id is left.
            if (personId is null && await db.Events.AnyAsync(e => e.SubjectId == person, ct))
                personId = person;
            if (personId is null)
                return (null, "Nobody has this address. Write it in full.");
        }
        if (!Day(From, out var from) || !Day(Until, out var until))
            return (null, null);
        return (new EventCriteria(string.IsNullOrEmpty(Kind) ? null : Kind, personId, from, until?.AddDays(1)), null);
    }

    public string Query(string? at = null)
    {
        var query = new QueryBuilder();
        foreach (
            var (key, value) in new[]
            {
                ("kind", Kind),
                ("person", Person),
                ("from", From),
                ("until", Until),
                ("at", at),
            }
        )
        {
            if (!string.IsNullOrWhiteSpace(value))
                query.Add(key, value.Trim());
        }
        return query.ToString();
    }

    private static bool Day(string? text, out DateTimeOffset? day)
    {
        day = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        if (
            !DateOnly.TryParseExact(
                text.Trim(),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
        )
            return false;
        day = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return date.Year < 9999;
    }
}
