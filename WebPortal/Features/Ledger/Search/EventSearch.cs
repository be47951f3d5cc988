using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;

namespace WebPortal.Features.Ledger;

/// <summary>Which events are meant. Null does not restrict.</summary>
internal sealed record EventCriteria(string? Kind, string? PersonId, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>A place in the record of events, between two of them.</summary>
internal sealed record EventCursor(DateTimeOffset At, long Id, bool Backwards)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Backwards ? 'b' : 'a')}{At.UtcTicks:x}.{Id:x}");

    /// <summary>Null for what is not one: the first page is shown then.</summary>
    public static EventCursor? Parse(string? text) =>
        text is { Length: > 3 and < 40 }
        && text[0] is 'a' or 'b'
        && text![1..].Split('.') is [var at, var id]
        && long.TryParse(at, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var ticks)
        && ticks >= 0
        && ticks <= DateTimeOffset.MaxValue.UtcTicks
        && long.TryParse(id, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? new EventCursor(new DateTimeOffset(ticks, TimeSpan.Zero), number, text[0] == 'b')
            : null;
}

/// <summary>Reads events, newest first, along an index whatever the filter.</summary>
internal sealed class EventSearch(PortalDbContext db)
{
    private const int CsvBatch = 1000;

    /// <summary>One more than asked for when there are more.</summary>
    public async Task<List<AuditEvent>> PageAsync(EventCriteria c, EventCursor? cursor, int size, CancellationToken ct)
    {
        if (c.PersonId is not { } person)
            return await Page(Filtered(c), cursor, size).ToListAsync(ct);
        // What was done to a person and what the person did have an index each: read both in order and merge, instead of sorting all.
        var to = await Page(Filtered(c).Where(e => e.SubjectId == person), cursor, size).ToListAsync(ct);
        var by = await Page(
                Filtered(c).Where(e => e.ActorId == person && (e.SubjectId == null || e.SubjectId != person)),
                cursor,
                size
            )
            .ToListAsync(ct);
        var all = to.Concat(by);
        var ordered = cursor is { Backwards: true }
            ? all.OrderBy(e => e.At).ThenBy(e => e.Id)
            : all.OrderByDescending(e => e.At).ThenByDescending(e => e.Id);
        return [.. ordered.Take(size + 1)];
    }

    /// <summary>All that match, a batch at a time.</summary>
    public async IAsyncEnumerable<AuditEvent> AllAsync(
        EventCriteria criteria,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        EventCursor? cursor = null;
        while (true)
        {
            var batch = await PageAsync(criteria, cursor, CsvBatch, ct);
            foreach (var e in batch.Take(CsvBatch))
                yield return e;
            if (batch.Count <= CsvBatch)
                yield break;
            cursor = new EventCursor(batch[CsvBatch - 1].At, batch[CsvBatch - 1].Id, false);
        }
    }

    internal IQueryable<AuditEvent> Filtered(EventCriteria c)
    {
        var events = db.Events.AsNoTracking();
        if (c.Kind is not null)
            events = events.Where(e => e.Kind == c.Kind);
        if (c.From is { } from)
            events = events.Where(e => e.At >= from);
        if (c.Until is { } until)
            events = events.Where(e => e.At < until);
        return events;
    }

    internal static IQueryable<AuditEvent> Page(IQueryable<AuditEvent> events, EventCursor? cursor, int size)
    {
        if (cursor is { Backwards: true })
            return events
                .Where(e => e.At >= cursor.At)
                .Where(e => e.At > cursor.At || e.Id > cursor.Id)
                .OrderBy(e => e.At)
                .ThenBy(e => e.Id)
                .Take(size + 1);
        if (cursor is not null)
            events = events.Where(e => e.At <= cursor.At).Where(e => e.At < cursor.At || e.Id < cursor.Id);
        return events.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(size + 1);
    }
}
