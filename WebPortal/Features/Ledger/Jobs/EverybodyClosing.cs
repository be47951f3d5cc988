using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>
/// Brings the ledger up to date after everybody was signed out, a batch at a time. Which sessions are dead only Redis knows: when rows say that they
/// started was read from the clocks of several machines, and whoever signed in again since must stay in the list of the living.
/// </summary>
internal sealed class EverybodyClosing(PortalDbContext db, ISessionStore store, TimeProvider time)
{
    internal const int Batch = 2000;

    // A row is written just before its session: by then the sign-in has succeeded or failed. Twice what a command to Redis may take.
    private static readonly TimeSpan SignIn = TimeSpan.FromSeconds(1);

    // No two clocks are further apart than this; older rows need no second look.
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private string _after = "";

    /// <summary>True when there is nothing left.</summary>
    public async Task<bool> StepAsync(RevocationJob job, CancellationToken cancellationToken)
    {
        var rows = await db
            .Sessions.AsNoTracking()
            .Where(s => s.Ended == null && s.Id != (job.ExceptId ?? "") && string.Compare(s.Id, _after) > 0)
            .OrderBy(s => s.Id)
            .Take(Batch)
            .Select(s => new Row(s.Id, s.UserId, s.Started))
            .ToListAsync(cancellationToken);
        var dead = await DeadAsync(rows);
        var fresh = dead.Where(r => r.Started > time.GetUtcNow() - Skew).ToList();
        if (fresh.Count > 0)
        {
            await Task.Delay(SignIn, time, cancellationToken);
            var born = fresh.Except(await DeadAsync(fresh));
            dead = [.. dead.Except(born)];
        }
        job.Ended += await CloseAsync(job, dead, cancellationToken);
        if (rows.Count < Batch)
            return true;
        _after = rows[^1].Id;
        return false;
    }

    private async Task<List<Row>> DeadAsync(List<Row> rows)
    {
        var live = await store.AreLiveAsync([.. rows.Select(r => SessionReference.Of(r.UserId, r.Id))]);
        return [.. rows.Where((_, i) => !live[i])];
    }

    // Some had ended otherwise, and the ledger had not heard of it: the first end stays.
    private async Task<int> CloseAsync(RevocationJob job, List<Row> dead, CancellationToken cancellationToken)
    {
        var end = new SessionEnd((EndReason)job.Reason, job.Created, job.ActorId, job.Words);
        var found = await Task.WhenAll(
            dead.Select(r => store.FindAsync(SessionReference.Of(r.UserId, r.Id), touch: false))
        );
        var closed = 0;
        foreach (var same in dead.Zip(found).GroupBy(r => r.Second.End ?? end, r => r.First.Id))
        {
            foreach (var ids in same.Chunk(1000))
                closed += await db
                    .Sessions.Where(s => ids.Contains(s.Id) && s.Ended == null)
                    .SetEndAsync(same.Key, cancellationToken);
        }
        return closed;
    }

    private sealed record Row(string Id, string UserId, DateTimeOffset Started);
}
