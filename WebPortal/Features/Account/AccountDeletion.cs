using System.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

internal enum DeletionOutcome
{
    Deleted,

    /// <summary>Deleted; Redis does not answer, and the sessions end when it does.</summary>
    SessionsPending,
    LastAdministrator,
    Failed,
}

/// <summary>Deletes an account with its event and the order to end its sessions in one transaction: all of it happens, or nothing.</summary>
internal sealed class AccountDeletion(
    UserManager<PortalUser> users,
    PortalDbContext db,
    Administrators administrators,
    RevocationJobs jobs,
    EndingChange ending,
    AuditLog audit
)
{
    public async Task<DeletionOutcome> DeleteAsync(string userId)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var (outcome, job) = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => TryAsync(userId));
            if (job is not null)
                return await ending.EndAsync(job) is null ? DeletionOutcome.SessionsPending : outcome;
            if (outcome != DeletionOutcome.Failed)
                return outcome;
        }
        return DeletionOutcome.Failed;
    }

    private async Task<(DeletionOutcome Outcome, RevocationJob? Job)> TryAsync(string userId)
    {
        db.ChangeTracker.Clear();
        // Serializable: the last two administrators who leave at once must not both see the other one left. See PersonChanges.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable);
        if (await users.FindByIdAsync(userId) is not { } user)
            return (DeletionOutcome.Deleted, null); // By another press of the button.
        if (await administrators.IsLastAsync(user))
            return (DeletionOutcome.LastAdministrator, null);
        var job = jobs.AddPerson(user, EndReason.AccountDeleted, userId, words: null);
        job.Title = userId; // The address goes with the account.
        audit.Add(AuditKinds.Deleted, userId, userId);
        if (!(await users.DeleteAsync(user)).Succeeded)
        {
            db.ChangeTracker.Clear();
            return (DeletionOutcome.Failed, null);
        }
        await transaction.CommitAsync();
        return (DeletionOutcome.Deleted, job);
    }
}
