using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>
/// Keeps the ledger true. Nobody is told of an idle or absolute end, so rows whose first possible end has passed are checked against Redis: what
/// is gone is closed, what lives gets its next such moment. Beside that a slow sweep walks all live rows, for ends whose write was lost together
/// with the process. Any number of instances may do it at once: an end is written only where there is none.
/// </summary>
internal sealed partial class LedgerUpkeep(
    SqlSessionLedger ledger,
    ISessionStore store,
    IServiceScopeFactory scopes,
    LiveSessionsGauge gauge,
    SessionMetrics metrics,
    IOptions<LedgerOptions> options,
    TimeProvider time,
    ILogger<LedgerUpkeep> logger
) : BackgroundService
{
    private const int Batch = 500;
    private const int MaxBatches = 100;

    // A row is written just before its session: a sign-in under way gets time to finish.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private string _sweptTo = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.UpkeepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await RunOnceAsync(stoppingToken);
    }

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ledger.PayOwedAsync(cancellationToken);
            await ledger.FlushSeenAsync(cancellationToken);
            await CheckDueAsync(cancellationToken);
            await SweepAsync(cancellationToken);
            await using var scope = scopes.CreateAsyncScope();
            await gauge.CountAsync(scope.ServiceProvider.GetRequiredService<PortalDbContext>(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, e);
        }
    }

    private async Task CheckDueAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxBatches; i++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
            var now = time.GetUtcNow();
            var rows = await db
                .Sessions.Where(s => s.Ended == null && s.Due <= now)
                .OrderBy(s => s.Due)
                .Take(Batch)
                .ToListAsync(cancellationToken);
            var gone = await GoneAsync(rows);
            foreach (var row in rows.Except(gone))
                row.Due = NextLook(row, now);
            await db.SaveChangesAsync(cancellationToken);
            await CloseAsync(db, gone, cancellationToken);
            if (rows.Count < Batch)
                return;
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var rows = await db
            .Sessions.AsNoTracking()
            .Where(s => s.Ended == null && string.Compare(s.Id, _sweptTo) > 0)
            .OrderBy(s => s.Id)
            .Take(options.Value.SweepRows)
            .ToListAsync(cancellationToken);
        _sweptTo = rows.Count < options.Value.SweepRows ? "" : rows[^1].Id;
        var newest = time.GetUtcNow() - Grace;
        await CloseAsync(db, await GoneAsync([.. rows.Where(r => r.Started <= newest)]), cancellationToken);
    }

    private async Task<List<SessionEntry>> GoneAsync(List<SessionEntry> rows)
    {
        var live = await store.AreLiveAsync([.. rows.Select(r => SessionReference.Of(r.UserId, r.Id))]);
        return [.. rows.Where((_, i) => !live[i])];
    }

    private async Task CloseAsync(PortalDbContext db, List<SessionEntry> gone, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await Task.WhenAll(
            gone.Select(r => store.FindAsync(SessionReference.Of(r.UserId, r.Id), touch: false))
        );
        foreach (var (row, look) in gone.Zip(found).Where(pair => pair.Second.Ticket is null))
        {
            var written = await db
                .Sessions.Where(s => s.Id == row.Id && s.Ended == null)
                .SetEndAsync(look.End ?? Expiry(row, now), cancellationToken);
            // What somebody ended was counted then; nobody was there when it expired.
            if (look.End is null)
                metrics.Ended(Expiry(row, now).Reason, written);
        }
    }

    private static DateTimeOffset NextLook(SessionEntry row, DateTimeOffset now)
    {
        var idle = row.LastSeen.AddSeconds(row.IdleLimit);
        var next = idle < row.Ends ? idle : row.Ends;
        return next > now + Grace ? next : now + Grace; // Seen by another instance, which has not written it yet.
    }

    private static SessionEnd Expiry(SessionEntry row, DateTimeOffset now)
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
