using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace WebPortal.Data;

/// <summary>Accounts, the ledger of sessions, events and data-protection keys. One derived context per database owns its migrations.</summary>
internal abstract class PortalDbContext(DbContextOptions options)
    : IdentityDbContext<PortalUser, IdentityRole, string>(options),
        IDataProtectionKeyContext
{
    public DbSet<SessionEntry> Sessions => Set<SessionEntry>();

    public DbSet<AuditEvent> Events => Set<AuditEvent>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<PortalUser>(user =>
        {
            user.Property(u => u.DisplayName).HasMaxLength(100);
            user.HasIndex(u => u.NormalizedEmail).HasDatabaseName("EmailIndex").IsUnique();
        });
        // With the schema, so that two instances that start at once need not agree on who creates it.
        builder
            .Entity<IdentityRole>()
            .HasData(
                new IdentityRole(Security.Roles.Administrator)
                {
                    Id = "administrator",
                    NormalizedName = Security.Roles.Administrator.ToUpperInvariant(),
                    ConcurrencyStamp = "administrator",
                }
            );
        builder.Entity<SessionEntry>(session =>
        {
            session.ToTable("SessionLedger");
            session.Property(s => s.Id).HasMaxLength(22).IsUnicode(false);
            session.Property(s => s.Provider).HasMaxLength(64);
            session.Property(s => s.Amr).HasMaxLength(64);
            session.Property(s => s.Device).HasMaxLength(64);
            session.Property(s => s.UserAgent).HasMaxLength(400);
            session.Property(s => s.Address).HasMaxLength(45).IsUnicode(false);
            session.Property(s => s.EndedBy).HasMaxLength(450);
            session.Property(s => s.EndWords).HasMaxLength(400);
            session.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
            session.HasIndex(s => new
            {
                s.UserId,
                s.Ended,
                s.Started,
            });
            session.HasIndex(s => new
            {
                s.Ended,
                s.LastSeen,
                s.Id,
            });
            session.HasIndex(s => new
            {
                s.Ended,
                s.Started,
                s.Id,
            });
            session.HasIndex(s => new
            {
                s.Provider,
                s.Ended,
                s.LastSeen,
            });
            session.HasIndex(s => new
            {
                s.Address,
                s.Ended,
                s.LastSeen,
            });
        });
        builder.Entity<AuditEvent>(audit =>
        {
            audit.ToTable("AuditEvents");
            audit.Property(e => e.Kind).HasMaxLength(40).IsUnicode(false);
            audit.Property(e => e.ActorId).HasMaxLength(450);
            audit.Property(e => e.SubjectId).HasMaxLength(450);
            audit.Property(e => e.SessionId).HasMaxLength(22).IsUnicode(false);
            audit.Property(e => e.Address).HasMaxLength(45).IsUnicode(false);
            audit.Property(e => e.Detail).HasMaxLength(400);
            audit.HasIndex(e => new { e.At, e.Id });
            audit.HasIndex(e => new { e.Kind, e.At });
            audit.HasIndex(e => new { e.SubjectId, e.At });
            audit.HasIndex(e => new { e.ActorId, e.At });
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        base.ConfigureConventions(conventions);
        // SQLite has no type for it and cannot order by it; milliseconds since 1970 sort, and read well enough.
        if (Database.IsSqlite())
            conventions.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    private sealed class UnixMilliseconds()
        : ValueConverter<DateTimeOffset, long>(
            at => at.ToUnixTimeMilliseconds(),
            ms => DateTimeOffset.FromUnixTimeMilliseconds(ms)
        );
}

internal sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options);

internal sealed class SqlServerPortalDbContext(DbContextOptions<SqlServerPortalDbContext> options)
    : PortalDbContext(options);
