using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>
/// Works off <see cref="RevocationJob"/>s. Each is leased by one instance at a time, which renews the lease with every batch; when it dies, another
/// goes on. Ending is idempotent, so a lease that was lost without noticing does no harm: only the count is guarded.
/// </summary>
internal sealed partial class RevocationRunner(
    IServiceScopeFactory scopes,
    TimeProvider time,
    IOptions<LedgerOptions> options,
    ILogger<RevocationRunner> logger
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly string _instance = RandomNumberGenerator.GetHexString(16);
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>There is something new to do.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Does the job, unless another instance does already. When Redis fails on the way, it is tried again later.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Stops between two batches; another run goes on there.</param>
    /// <param name="reserved">The owner that the job was created with, for whoever created it.</param>
    public async Task RunAsync(string id, CancellationToken cancellationToken, string? reserved = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        if (await ClaimAsync(db, id, reserved, cancellationToken) is not { } job)
            return;
        var work = ActivatorUtilities.CreateInstance<RevocationWork>(scope.ServiceProvider, job);
        try
        {
            while (!await work.StepAsync(cancellationToken))
            {
                job.LeaseUntil = time.GetUtcNow() + options.Value.JobLease;
                await db.SaveChangesAsync(cancellationToken);
            }
            await FinishAsync(db, job, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            Log.LeaseLost(logger, id);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.Postponed(logger, id, e);
            job.LeaseUntil = time.GetUtcNow() + Poll;
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(Poll, stoppingToken);
                foreach (var id in await OpenAsync(stoppingToken))
                    await RunAsync(id, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e);
            }
        }
    }

    internal async Task<List<string>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var now = time.GetUtcNow();
        return await db
            .Jobs.Where(j => j.Finished == null && (j.LeaseUntil == null || j.LeaseUntil < now))
            .OrderBy(j => j.Created)
            .Select(j => j.Id)
            .Take(10)
            .ToListAsync(cancellationToken);
    }

    private async Task<RevocationJob?> ClaimAsync(
        PortalDbContext db,
        string id,
        string? reserved,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var until = now + options.Value.JobLease;
        var owner = $"{_instance}-{RandomNumberGenerator.GetHexString(8)}"; // Two runs of one instance are two owners.
        var claimed = await db
            .Jobs.Where(j => j.Id == id && j.Finished == null)
            .Where(j => j.LeaseUntil == null || j.LeaseUntil < now || (reserved != null && j.Owner == reserved))
            .ExecuteUpdateAsync(
                set => set.SetProperty(j => j.Owner, owner).SetProperty(j => j.LeaseUntil, until),
                cancellationToken
            );
        return claimed == 1 ? await db.Jobs.SingleAsync(j => j.Id == id, cancellationToken) : null;
    }

    private async Task FinishAsync(PortalDbContext db, RevocationJob job, CancellationToken cancellationToken)
    {
        job.Finished = time.GetUtcNow();
        // One event for the whole act. What was ended for a change of the account stands with that change.
        if (job.Reason == (int)EndReason.Revoked)
        {
            var detail = $"{job.Words} [{job.Title}: {job.Ended} ended, {job.AlreadyGone} already gone]";
            db.Events.Add(
                new AuditEvent
                {
                    At = job.Finished.Value,
                    Kind = AuditKinds.SessionsEnded,
                    ActorId = job.ActorId,
                    SubjectId = job.UserId,
                    Address = job.ActorAddress,
                    Detail = detail.Length <= 400 ? detail : detail[..400],
                }
            );
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Job {JobId} waits: Redis does not answer.")]
        public static partial void Postponed(ILogger logger, string jobId, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Job {JobId} was taken over by another instance.")]
        public static partial void LeaseLost(ILogger logger, string jobId);

        [LoggerMessage(3, LogLevel.Error, "A job failed; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
