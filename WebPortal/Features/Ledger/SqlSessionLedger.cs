using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>The session core's ledger, in SQL. Singleton: each write takes a context of its own, since sessions end outside of requests too.</summary>
internal sealed class SqlSessionLedger(IServiceScopeFactory scopes, IOptions<LedgerOptions> options) : ISessionLedger
{
    private const int MaxOwed = 100_000;

    // Coarse, so that one statement can serve all who were seen in the same quarter of a minute.
    private static readonly long SeenStep = TimeSpan.FromSeconds(15).Ticks;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SessionEnd> _owed = new(StringComparer.Ordinal);

    public async Task StartingAsync(UserSession session, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        db.Sessions.Add(EntryOf(session, options.Value.AddressPrefixOnly));
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task EndedAsync(
        string userId,
        IReadOnlyCollection<string> ids,
        SessionEnd end,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await WriteAsync(ids, end, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The upkeep tries again in a minute. Should this process die before, its slow sweep finds them.
            foreach (var id in ids.Take(Math.Max(0, MaxOwed - _owed.Count)))
                _owed.TryAdd(id, end);
            throw;
        }
    }

    public async Task EverybodyEndedAsync(SessionEnd end, string? exceptId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        // A million rows take a while: it is done behind the back of whoever asked.
        await scope.ServiceProvider.GetRequiredService<RevocationJobs>().AddEverybodyAsync(end, exceptId);
    }

    public void Seen(string id, DateTimeOffset at) => _seen[id] = at;

    /// <summary>Writes what was seen since the last call, to the quarter of a minute.</summary>
    internal async Task FlushSeenAsync(CancellationToken cancellationToken)
    {
        var taken = _seen.ToArray();
        if (taken.Length == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        foreach (var step in taken.GroupBy(pair => pair.Value.UtcTicks / SeenStep))
        {
            var at = new DateTimeOffset(step.Key * SeenStep, TimeSpan.Zero);
            foreach (var batch in step.Chunk(1000))
            {
                var ids = batch.Select(pair => pair.Key).ToArray();
                await db
                    .Sessions.Where(s => ids.Contains(s.Id) && s.LastSeen < at)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeen, at), cancellationToken);
                foreach (var pair in batch)
                    _seen.TryRemove(pair); // Only this very value: a later sighting stays for the next flush.
            }
        }
    }

    /// <summary>Writes the ends whose write failed when they happened.</summary>
    internal async Task PayOwedAsync(CancellationToken cancellationToken)
    {
        foreach (var same in _owed.ToArray().GroupBy(pair => pair.Value, pair => pair.Key))
        {
            await WriteAsync([.. same], same.Key, cancellationToken);
            foreach (var id in same)
                _owed.TryRemove(id, out _);
        }
    }

    // Only rows that had not ended: the first end is the one that counts.
    private async Task WriteAsync(IReadOnlyCollection<string> ids, SessionEnd end, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        foreach (var batch in ids.Chunk(1000))
            await db.Sessions.Where(s => batch.Contains(s.Id) && s.Ended == null).SetEndAsync(end, cancellationToken);
    }

    private static SessionEntry EntryOf(UserSession session, bool prefixOnly)
    {
        var address = prefixOnly ? AddressRange.PrefixOf(session.Address) : session.Address;
        var firstEnd = session.Started + session.IdleLimit;
        return new SessionEntry
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
            Address = address,
            AddressKey = AddressRange.KeyOf(address),
            Started = session.Started,
            LastSeen = session.Started,
            IdleLimit = (int)session.IdleLimit.TotalSeconds,
            Ends = session.Ends,
            Due = firstEnd < session.Ends ? firstEnd : session.Ends,
            Keep = session.Keep,
        };
    }
}

internal static class SessionEntryWrites
{
    public static Task<int> SetEndAsync(
        this IQueryable<SessionEntry> rows,
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
