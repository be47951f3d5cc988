using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>One run of one job, a batch at a time. Counts into the job; saves nothing of it.</summary>
internal sealed class RevocationWork(
    RevocationJob job,
    PortalDbContext db,
    SessionSearch search,
    UserSessions sessions,
    EverybodyClosing everybody
)
{
    internal const int Batch = 200;

    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stuck = new(StringComparer.Ordinal);
    private bool _counted;

    /// <summary>True when there is nothing left.</summary>
    public Task<bool> StepAsync(CancellationToken cancellationToken) =>
        job.Scope switch
        {
            RevocationScope.Person => EndPersonAsync(),
            RevocationScope.Everybody => everybody.StepAsync(job, cancellationToken),
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

    private async Task<bool> EndMatchingAsync(CancellationToken cancellationToken)
    {
        await CountEarlierRunsAsync(cancellationToken);
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
        if (rows.Count == Batch || fresh.Count < rows.Count)
            return false;
        // What ended by itself, or by somebody else, left the list before its turn came.
        job.AlreadyGone = Math.Max(job.AlreadyGone, job.Total - job.Ended);
        return true;
    }

    // A run that was killed had ended up to a batch that it had not counted yet; those have left the list.
    private async Task CountEarlierRunsAsync(CancellationToken cancellationToken)
    {
        if (_counted)
            return;
        _counted = true;
        job.Ended = await db.Sessions.CountAsync(
            s =>
                s.Ended >= job.Created
                && s.EndReason == job.Reason
                && s.EndedBy == job.ActorId
                && s.EndWords == job.Words
                && s.Id != (job.ExceptId ?? ""),
            cancellationToken
        );
    }

    // Ended by an earlier run of this very job, which died before it could count.
    private bool IsOurs(SessionEnd? end) =>
        end is not null && end.By == job.ActorId && end.Words == job.Words && end.At >= job.Created;
}
