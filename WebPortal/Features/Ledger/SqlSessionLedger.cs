using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>The session core's ledger, in SQL. Singleton: each write takes a context of its own, since sessions end outside of requests too.</summary>
internal sealed class SqlSessionLedger(IServiceScopeFactory scopes) : ISessionLedger
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    public async Task StartingAsync(UserSession session, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        db.Sessions.Add(
            new SessionEntry
            {
                Id = session.Id,
                UserId = session.UserId,
                Provider = session.Provider,
                ProviderSubject = session.ProviderSubject,
                ProviderSessionId = session.ProviderSessionId,
                Amr = session.Amr,
                AuthTime = session.AuthTime,
                Device = session.Device,
                UserAgent = session.UserAgent,
                Address = session.Address,
                Started = session.Started,
                LastSeen = session.Started,
                IdleLimit = (int)session.IdleLimit.TotalSeconds,
                Ends = session.Ends,
                Keep = session.Keep,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task EndedAsync(
        string userId,
        IReadOnlyCollection<string> ids,
        SessionEnd end,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        // Only rows that had not ended: the first end is the one that counts.
        await SetEndAsync(db.Sessions.Where(s => ids.Contains(s.Id) && s.Ended == null), end, cancellationToken);
    }

    public async Task EverybodyEndedAsync(SessionEnd end, string? exceptId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await SetEndAsync(
            db.Sessions.Where(s => s.Ended == null && s.Id != exceptId && s.Started <= end.At),
            end,
            cancellationToken
        );
    }

    public void Seen(string id, DateTimeOffset at) => _seen[id] = at;

    /// <summary>Writes what was seen since the last call.</summary>
    internal async Task FlushSeenAsync(CancellationToken cancellationToken)
    {
        if (_seen.IsEmpty)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        foreach (var batch in _seen.ToArray().Chunk(500))
        {
            var ids = batch.Select(pair => pair.Key).ToArray();
            var rows = await db.Sessions.Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                if (_seen.TryGetValue(row.Id, out var at) && at > row.LastSeen)
                    row.LastSeen = at;
            }
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            foreach (var pair in batch)
                _seen.TryRemove(pair); // Only this very value: a later sighting stays for the next flush.
        }
    }

    private static Task<int> SetEndAsync(
        IQueryable<SessionEntry> rows,
        SessionEnd end,
        CancellationToken cancellationToken
    ) =>
        rows.ExecuteUpdateAsync(
            set =>
                set.SetProperty(s => s.Ended, end.At)
                    .SetProperty(s => s.EndReason, (int)end.Reason)
                    .SetProperty(s => s.EndedBy, end.By)
                    .SetProperty(s => s.EndWords, end.Words),
            cancellationToken
        );
}
