using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>Orders work on many sessions. <see cref="RevocationRunner"/> does it.</summary>
internal sealed class RevocationJobs(
    PortalDbContext db,
    RevocationRunner runner,
    TimeProvider time,
    IOptions<LedgerOptions> options,
    IHttpContextAccessor http
)
{
    /// <summary>Up to this many sessions whoever asked waits for the end.</summary>
    public const int Inline = 500;

    /// <summary>Ends every live session that matches, but the one. Done on return when there were few.</summary>
    public async Task<RevocationJob> EndMatchingAsync(
        SessionFilter filter,
        int total,
        string by,
        string words,
        string exceptId
    )
    {
        var job = New(RevocationScope.Filter, EndReason.Revoked, filter.InWords(), by, words);
        (job.Filter, job.Total, job.ExceptId) = (filter.Query(), total, exceptId);
        if (total <= Inline)
            Reserve(job);
        db.Jobs.Add(job);
        await db.SaveChangesAsync();
        if (total <= Inline)
            await runner.RunAsync(job.Id, CancellationToken.None, job.Owner);
        else
            runner.Wake();
        return job;
    }

    /// <summary>
    /// Adds the end of all sessions of a person to the unit of work, so that it is saved together with the change that asks for it; then call
    /// <see cref="RevocationRunner.RunAsync"/> with its id and owner.
    /// </summary>
    public RevocationJob AddPerson(
        PortalUser person,
        EndReason reason,
        string? by,
        string? words,
        string? exceptId = null
    )
    {
        var job = New(RevocationScope.Person, reason, person.Email ?? person.Id, by, words);
        (job.UserId, job.ExceptId) = (person.Id, exceptId);
        Reserve(job);
        db.Jobs.Add(job);
        return job;
    }

    /// <summary>Brings the ledger up to date after everybody was signed out.</summary>
    public async Task AddEverybodyAsync(SessionEnd end, string? exceptId)
    {
        var job = New(RevocationScope.Everybody, end.Reason, "everybody", end.By, end.Words);
        (job.Created, job.ExceptId) = (end.At, exceptId);
        db.Jobs.Add(job);
        await db.SaveChangesAsync();
        runner.Wake();
    }

    // For whoever orders it, until it is plain that they died.
    private void Reserve(RevocationJob job) =>
        (job.Owner, job.LeaseUntil) = (RandomNumberGenerator.GetHexString(16), job.Created + options.Value.JobLease);

    private RevocationJob New(RevocationScope scope, EndReason reason, string title, string? by, string? words) =>
        new()
        {
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            Scope = scope,
            Title = title.Length <= 400 ? title : title[..400],
            Reason = (int)reason,
            Words = words,
            ActorId = by,
            ActorAddress = http.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? "",
            Created = time.GetUtcNow(),
        };
}
