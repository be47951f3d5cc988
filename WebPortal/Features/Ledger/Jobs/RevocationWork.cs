using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>One run of one job, a batch at a time. Counts into the job; saves nothing of it.</summary>
internal sealed class RevocationWork(RevocationJob job, PortalDbContext db, SessionSearch search, UserSessions sessions)
{
    internal const int Batch = 200;
    internal const int LedgerBatch = 2000;

    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stuck = new(StringComparer.Ordinal);

    /// <summary>True when there is nothing left.</summary>
    public Task<bool> StepAsync(CancellationToken cancellationToken) =>
        job.Scope switch
        {
            RevocationScope.Person => EndPersonAsync(),
            RevocationScope.Everybody => CloseEverybodyAsync(cancellationToken),
            _ => EndMatchingAsync(cancellationToken),
        };

    private async Task<bool> EndPersonAsync()
    {
        job.Ended += await sessions.EndAllAsync(
            job.UserId!,
            (EndReason)job.Reason,
            job.ActorId,
            job.Words,
            job.ExceptId
        );
        return true;
    }

    private async Task<bool> CloseEverybodyAsync(CancellationToken cancellationToken)
    {
        var closed = await db
            .Sessions.Where(s => s.Ended == null && s.Id != (job.ExceptId ?? "") && s.Started <= job.Created)
            .OrderBy(s => s.Id)
            .Take(LedgerBatch)
            .SetEndAsync(new SessionEnd((EndReason)job.Reason, job.Created, job.ActorId, job.Words), cancellationToken);
        job.Ended += closed;
        return closed < LedgerBatch;
    }

    private async Task<bool> EndMatchingAsync(CancellationToken cancellationToken)
    {
        var criteria = SessionFilter.Parse(job.Filter).ToCriteria(job.Created) with
        {
            Ended = false,
            StartedUntil = job.Created,
            ExceptId = job.ExceptId,
        };
        // What was ended leaves the list by itself; what the ledger could not be told of would come back for ever.
        var rows = await search.BatchAsync(criteria, _stuck, Batch, cancellationToken);
        _stuck.UnionWith(rows.Select(r => r.Id).Where(id => !_done.Add(id)));
        var fresh = rows.Where(r => !_stuck.Contains(r.Id)).Select(r => (r.UserId, r.Id)).ToList();
        var priors = await sessions.EndManyAsync(fresh, (EndReason)job.Reason, job.ActorId, job.Words);
        var gone = priors.Count(prior => prior is not null && !IsOurs(prior.End));
        job.AlreadyGone += gone;
        job.Ended += fresh.Count - gone;
        return rows.Count < Batch && fresh.Count == rows.Count;
    }

    // Ended by an earlier run of this very job, which died before it could count.
    private bool IsOurs(SessionEnd? end) =>
        end is not null && end.By == job.ActorId && end.Words == job.Words && end.At >= job.Created;
}
