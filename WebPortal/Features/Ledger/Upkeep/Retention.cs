using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Data;

namespace WebPortal.Features.Ledger;

/// <summary>Deletes what is kept no longer (see <see cref="LedgerOptions"/>), in batches, so that nobody waits for a lock.</summary>
internal sealed partial class Retention(
    IServiceScopeFactory scopes,
    IOptions<LedgerOptions> options,
    TimeProvider time,
    ILogger<Retention> logger
) : BackgroundService
{
    private const int Batch = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await RunOnceAsync(stoppingToken);
    }

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (sessions, events) = (now - options.Value.KeepEndedSessions, now - options.Value.KeepEvents);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
            await DeleteAsync(db.Sessions.Where(s => s.Ended < sessions).OrderBy(s => s.Ended), cancellationToken);
            await DeleteAsync(db.Events.Where(e => e.At < events).OrderBy(e => e.At), cancellationToken);
            await DeleteAsync(db.Jobs.Where(j => j.Finished < events).OrderBy(j => j.Finished), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, e);
        }
    }

    private static async Task DeleteAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken)
    {
        while (await rows.Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch)
            await Task.Yield();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Old rows could not be deleted; trying again in an hour.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
