using System.Diagnostics;
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
        CancellationToken ct
    )
    {
        var clock = Stopwatch.StartNew();
        var criteria = filter.ToCriteria(time.GetUtcNow());
        var page = await search.PageAsync(criteria, cursor, ct);
        var all = await search.CountAsync(new SessionCriteria { Ended = criteria.Ended }, ct);
        var matching = criteria.RestrictsMoreThanState ? await search.CountAsync(criteria, ct) : all;
        var rows = await RowsAsync(page.Rows, own, userId);
        return new SessionList(rows, page.HasNewer, page.HasOlder, matching, all, clock.Elapsed);
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
/// <param name="HasNewer">There is a page before.</param>
/// <param name="HasOlder">There is a page after.</param>
/// <param name="Matching">Rows that pass the filter.</param>
/// <param name="All">Rows of that state.</param>
/// <param name="Took">To read all this.</param>
internal sealed record SessionList(
    IReadOnlyList<SessionRow>? Rows,
    bool HasNewer,
    bool HasOlder,
    BoundedCount Matching,
    BoundedCount All,
    TimeSpan Took
);
