using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>
/// Keeps the ledger true: flushes "last seen", and closes rows of sessions that Redis no longer has. That is how idle and absolute ends, of which
/// nobody is told, get into the ledger, and how an end is recorded whose write failed when it happened.
/// </summary>
internal sealed partial class LedgerUpkeep(
    SqlSessionLedger ledger,
    ISessionStore store,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<LedgerUpkeep> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await RunOnceAsync(stoppingToken);
    }

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ledger.FlushSeenAsync(cancellationToken);
            await CloseGoneAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, e);
        }
    }

    private async Task CloseGoneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var after = "";
        while (true)
        {
            var rows = await db
                .Sessions.AsNoTracking()
                .Where(s => s.Ended == null && string.Compare(s.Id, after) > 0)
                .OrderBy(s => s.Id)
                .Take(1000)
                .ToListAsync(cancellationToken);
            if (rows.Count == 0)
                return;
            after = rows[^1].Id;
            var live = await store.AreLiveAsync([.. rows.Select(r => SessionReference.Of(r.UserId, r.Id))]);
            foreach (var (row, _) in rows.Zip(live).Where(pair => !pair.Second))
                await CloseAsync(row, cancellationToken);
        }
    }

    private async Task CloseAsync(SessionEntry row, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // A row is written just before its session: give a sign-in under way time to finish.
        if (now - row.Started < Interval)
            return;
        var found = await store.FindAsync(SessionReference.Of(row.UserId, row.Id), touch: false);
        if (found.Ticket is null)
            await ledger.EndedAsync(row.UserId, [row.Id], found.End ?? ExpiryOf(row, now), cancellationToken);
    }

    private static SessionEnd ExpiryOf(SessionEntry row, DateTimeOffset now)
    {
        if (now >= row.Ends)
            return new SessionEnd(EndReason.AbsoluteLimit, row.Ends);
        var idle = row.LastSeen.AddSeconds(row.IdleLimit);
        return new SessionEnd(EndReason.Idle, idle < now ? idle : now);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The ledger could not be brought up to date; trying again in a minute.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
