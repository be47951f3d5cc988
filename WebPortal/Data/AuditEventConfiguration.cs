using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WebPortal.Data;

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> audit)
    {
        audit.ToTable("AuditEvents");
        audit.Property(e => e.Kind).HasMaxLength(40).IsUnicode(false);
        audit.Property(e => e.ActorId).HasMaxLength(450);
        audit.Property(e => e.SubjectId).HasMaxLength(450);
        audit.Property(e => e.SessionId).HasMaxLength(22).IsUnicode(false);
        audit.Property(e => e.Address).HasMaxLength(45).IsUnicode(false);
        audit.Property(e => e.Detail).HasMaxLength(400);
        // Read newest first, by time and then number: both databases keep the primary key at the end of every index.
        audit.HasIndex(e => new { e.At, e.Id });
        audit.HasIndex(e => new { e.Kind, e.At });
        audit.HasIndex(e => new { e.SubjectId, e.At });
        audit.HasIndex(e => new { e.ActorId, e.At });
    }
}
