using System.Data;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Admin;

/// <summary>
/// Carries out what an administrator does to an account (<see cref="PersonChange"/>). SQL first, then the sessions: a sign-in that is under way
/// either sees the change, or is ended by the "end all" that follows it. That end is saved as a job together with the change, so that it happens
/// even when this process dies in between.
/// </summary>
internal sealed class PersonChanges(
    PortalDbContext db,
    RevocationJobs jobs,
    RevocationRunner runner,
    AuditLog audit,
    TimeProvider time
)
{
    /// <summary>Says in words what came of it.</summary>
    public async Task<string> DoAsync(PersonChange change, string personId, string by, string why, string? exceptId)
    {
        RevocationJob? job = null;
        string? refusal = null;
        string name = "";
        // Serializable: two administrators who demote each other at once must not both see the other one left. SQLite lets one writer in
        // (BEGIN IMMEDIATE); SQL Server makes one of the two the deadlock's victim, and the strategy tries it again.
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable);
                var person = await db.Users.SingleAsync(u => u.Id == personId);
                name = person.Email!;
                refusal = await change.ApplyAsync(db, person, by, time.GetUtcNow());
                if (refusal is not null)
                    return;
                if (change.Audit is { } kind)
                    audit.Add(kind, by, person.Id, detail: $"{change.Detail}{why}");
                job = change.Ends is { } reason ? jobs.AddPerson(person, reason, by, why, exceptId) : null;
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
            });
        if (refusal is not null)
            return refusal;
        if (job is null)
            return $"{name} {change.Done}.";
        await runner.RunAsync(job.Id, CancellationToken.None, job.Owner);
        var done = await db.Jobs.AsNoTracking().SingleAsync(j => j.Id == job.Id);
        return done.Finished is null
            ? $"{name} {change.Done}. The sessions are not ended yet, since Redis does not answer; the portal goes on trying."
            : $"{name} {change.Done}. {RevokeQuestions.Sessions(done.Ended)} ended.";
    }
}
