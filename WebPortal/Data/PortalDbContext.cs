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
    /// <summary>Shadow property of a linked login.</summary>
    public const string LinkedAt = "LinkedAt";

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
        builder.Entity<SessionEntry>(session =>
        {
            session.ToTable("SessionLedger");
            session.Property(s => s.Id).HasMaxLength(22).IsUnicode(false);
            session.Property(s => s.Provider).HasMaxLength(64);
            session.Property(s => s.ProviderSubject).HasMaxLength(255);
            session.Property(s => s.ProviderSessionId).HasMaxLength(255);
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
            // What a provider's logout token names.
            session.HasIndex(s => new { s.Provider, s.ProviderSubject });
            session.HasIndex(s => new { s.Provider, s.ProviderSessionId });
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
        builder.Entity<IdentityUserLogin<string>>(login =>
        {
            // Identity's own class has no such property; null for links of before.
            login.Property<DateTimeOffset?>(LinkedAt);
            login.Property(l => l.LoginProvider).HasMaxLength(64);
            login.Property(l => l.ProviderKey).HasMaxLength(255);
        });
        if (Database.IsSqlServer())
            CompareSubjectsExactly(builder);
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

    // A provider's subjects differ in case: under SQL Server's usual collation "AbC" would sign in as "aBc".
    private static void CompareSubjectsExactly(ModelBuilder builder)
    {
        const string binary = "Latin1_General_100_BIN2";
        builder.Entity<IdentityUserLogin<string>>(login =>
        {
            login.Property(l => l.LoginProvider).UseCollation(binary);
            login.Property(l => l.ProviderKey).UseCollation(binary);
        });
        builder.Entity<SessionEntry>(session =>
        {
            session.Property(s => s.ProviderSubject).UseCollation(binary);
            session.Property(s => s.ProviderSessionId).UseCollation(binary);
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
