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

    public DbSet<RevocationJob> Jobs => Set<RevocationJob>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfiguration(new PortalUserConfiguration());
        builder.ApplyConfiguration(new SessionEntryConfiguration());
        builder.ApplyConfiguration(new AuditEventConfiguration());
        builder.ApplyConfiguration(new RevocationJobConfiguration());
        builder.ApplyConfiguration(new LoginConfiguration());
        if (Database.IsSqlServer())
            CompareExactly(builder);
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
    }

    // Ids and a provider's subjects are compared letter by letter; SQL Server's default would sign "AbC" in as "aBc".
    private static void CompareExactly(ModelBuilder builder)
    {
        const string binary = "Latin1_General_100_BIN2";
        builder.Entity<SessionEntry>(session =>
        {
            session.Property(s => s.Id).UseCollation(binary);
            session.Property(s => s.ProviderSubject).UseCollation(binary);
            session.Property(s => s.ProviderSessionId).UseCollation(binary);
        });
        builder.Entity<IdentityUserLogin<string>>(login =>
        {
            login.Property(l => l.LoginProvider).UseCollation(binary);
            login.Property(l => l.ProviderKey).UseCollation(binary);
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
