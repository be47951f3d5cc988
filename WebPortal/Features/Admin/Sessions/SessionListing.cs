using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Admin;

/// <summary>Reads one page of the list: rows from the ledger, whether they live from Redis.</summary>
internal sealed class SessionListing(SessionSearch search, PortalDbContext db, ISessionStore store, TimeProvider time)
{
    public async Task<SessionList> ReadAsync(
        SessionFilter filter,
        SessionCursor? cursor,
        SessionReference own,
        string userId,
        string[] kept,
        CancellationToken ct
    )
    {
        var clock = Stopwatch.StartNew();
        var criteria = filter.ToCriteria(time.GetUtcNow());
        var (page, matching, ownToo) = await search.FindAsync(criteria, cursor, own.Id, ct);
        var all = criteria.RestrictsMoreThanState
            ? await search.CountAsync(new SessionCriteria { Ended = criteria.Ended }, ct)
            : matching;
        var others = matching.Value - (ownToo && matching.IsExact ? 1 : 0);
        var entries = criteria.Ended ? page.Rows : await WithKeptAsync(page.Rows, kept, null, ct);
        var rows = await RowsAsync(entries, own, userId);
        return new SessionList(rows, page, matching, all, others, clock.Elapsed);
    }

    /// <summary>The live ones, and between them, where they were, those of <paramref name="kept"/> that have ended.</summary>
    public async Task<IReadOnlyList<SessionEntry>> WithKeptAsync(
        IReadOnlyList<SessionEntry> live,
        string[] kept,
        string? ofUser,
        CancellationToken ct
    )
    {
        if (kept.Length == 0)
            return live;
        var ended = await db
            .Sessions.AsNoTracking()
            .Where(s => kept.Contains(s.Id) && s.Ended != null && (ofUser == null || s.UserId == ofUser))
            .ToListAsync(ct);
        return
        [
            .. ended
                .Concat(live)
                .DistinctBy(s => s.Id, StringComparer.Ordinal)
                .OrderByDescending(s => s.LastSeen)
                .ThenByDescending(s => s.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>How many "Revoke all matching" would end: the matching ones, but not this one.</summary>
    public async Task<BoundedCount> CountOthersAsync(
        SessionFilter filter,
        SessionReference own,
        CancellationToken ct
    ) => await search.CountAsync(filter.ToCriteria(time.GetUtcNow()) with { Ended = false, ExceptId = own.Id }, ct);

    /// <summary>Null where Redis does not answer: then nothing may be said about who is signed in.</summary>
    public async Task<IReadOnlyList<SessionRow>?> RowsAsync(
        IReadOnlyList<SessionEntry> entries,
        SessionReference own,
        string userId
    )
    {
        bool[] live;
        try
        {
            live = await store.AreLiveAsync([.. entries.Select(e => SessionReference.Of(e.UserId, e.Id))]);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
        var names = await PersonNames.ReadAsync(db, entries.SelectMany(e => new[] { e.UserId, e.EndedBy }), userId);
        return
        [
            .. entries.Select(
                (e, i) =>
                    new SessionRow(
                        e,
                        names.Of(e.UserId),
                        e.Ended is null && live[i],
                        e.Id == own.Id,
                        names.Actor(e.EndedBy)
                    )
            ),
        ];
    }
}

/// <param name="Rows">Null when Redis does not answer.</param>
/// <param name="Page">The live (or ended) ones among them, without what only stays in sight; and whether there are more.</param>
/// <param name="Matching">Rows that pass the filter.</param>
/// <param name="All">Rows of that state.</param>
/// <param name="Others">Of the matching ones, those that are not this browser's.</param>
/// <param name="Took">To read all this.</param>
internal sealed record SessionList(
    IReadOnlyList<SessionRow>? Rows,
    SessionPage Page,
    BoundedCount Matching,
    BoundedCount All,
    int Others,
    TimeSpan Took
);
