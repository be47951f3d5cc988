using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WebPortal.Data;

/// <summary>
/// Many sessions to be ended. Written before anything is ended, so that it is finished by another instance when the first one dies, and so that
/// a change of an account and the end of its sessions cannot come apart.
/// </summary>
internal sealed class RevocationJob
{
    /// <summary>128 random bits, base64url.</summary>
    public required string Id { get; set; }

    public RevocationScope Scope { get; set; }

    /// <summary>For <see cref="RevocationScope.Person"/>.</summary>
    public string? UserId { get; set; }

    /// <summary>For <see cref="RevocationScope.Filter"/>: the list's query string.</summary>
    public string Filter { get; set; } = "";

    /// <summary>What it was about, in words.</summary>
    public required string Title { get; set; }

    /// <summary>Number of the session core's EndReason.</summary>
    public int Reason { get; set; }

    /// <summary>The administrator's own words, shown to each person.</summary>
    public string? Words { get; set; }

    public string? ActorId { get; set; }

    public string ActorAddress { get; set; } = "";

    /// <summary>Session that is left out: the administrator's own.</summary>
    public string? ExceptId { get; set; }

    /// <summary>Only what started until then is ended.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>How many matched when it was ordered.</summary>
    public int Total { get; set; }

    public int Ended { get; set; }

    /// <summary>Had ended by something else before their turn came.</summary>
    public int AlreadyGone { get; set; }

    /// <summary>Instance that works on it, until <see cref="LeaseUntil"/>.</summary>
    public string? Owner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public DateTimeOffset? Finished { get; set; }
}

/// <summary>Stored by number: append, never reorder.</summary>
internal enum RevocationScope
{
    Filter = 1,
    Person = 2,

    /// <summary>They are dead already, by Redis's count; only the ledger is to be brought up to date.</summary>
    Everybody = 3,
}

internal sealed class RevocationJobConfiguration : IEntityTypeConfiguration<RevocationJob>
{
    public void Configure(EntityTypeBuilder<RevocationJob> job)
    {
        job.ToTable("RevocationJobs");
        job.Property(j => j.Id).HasMaxLength(22).IsUnicode(false);
        job.Property(j => j.UserId).HasMaxLength(450);
        job.Property(j => j.Filter).HasMaxLength(1000);
        job.Property(j => j.Title).HasMaxLength(400);
        job.Property(j => j.Words).HasMaxLength(400);
        job.Property(j => j.ActorId).HasMaxLength(450);
        job.Property(j => j.ActorAddress).HasMaxLength(45).IsUnicode(false);
        job.Property(j => j.ExceptId).HasMaxLength(22).IsUnicode(false);
        job.Property(j => j.Owner).HasMaxLength(32).IsUnicode(false);
        job.Property(j => j.Owner).IsConcurrencyToken();
        job.HasIndex(j => j.Created, "IX_RevocationJobs_Open").HasFilter("[Finished] IS NULL");
        job.HasIndex(j => j.Finished);
    }
}
