using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>
/// A change of an account that ends its sessions. The end is saved as a job by the very save that changes the account, so that no thief stays
/// in when this process or Redis dies in between: the job is finished when it can be.
/// </summary>
internal sealed class EndingChange(PortalDbContext db, RevocationJobs jobs, RevocationRunner runner, AuditLog audit)
{
    /// <summary>Runs <paramref name="change"/>, which saves once; then ends the sessions but one.</summary>
    /// <param name="user">Whose account it is; tracked.</param>
    /// <param name="kind">The event, saved with the change.</param>
    /// <param name="exceptId">Session that stays.</param>
    /// <param name="change">A call of the user manager, which saves through this scope's context.</param>
    public async Task<EndingResult> SaveAsync(
        PortalUser user,
        string kind,
        string? exceptId,
        Func<Task<IdentityResult>> change
    )
    {
        var job = jobs.AddPerson(user, EndReason.PasswordChanged, user.Id, words: null, exceptId);
        audit.Add(kind, user.Id, user.Id);
        var changed = await change();
        if (changed.Succeeded)
            return new EndingResult(changed, await EndAsync(job));
        // Otherwise the next save, of whatever, would save the job and the event of a change that did not happen.
        db.ChangeTracker.Clear();
        return new EndingResult(changed, null);
    }

    /// <summary>Does a job that was saved: how many ended; null when Redis does not answer, and the job waits for it.</summary>
    public async Task<int?> EndAsync(RevocationJob job)
    {
        await runner.RunAsync(job.Id, CancellationToken.None, job.Owner);
        var done = await db.Jobs.AsNoTracking().SingleAsync(j => j.Id == job.Id);
        return done.Finished is null ? null : done.Ended;
    }
}

/// <param name="Changed">What the user manager said.</param>
/// <param name="Ended">How many sessions ended; null when none has yet.</param>
internal sealed record EndingResult(IdentityResult Changed, int? Ended);
