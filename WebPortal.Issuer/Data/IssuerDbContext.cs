using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace WebPortal.Issuer.Data;

/// <summary>People, sessions and the grants of the faces, beside OpenIddict's own tables.</summary>
internal sealed class IssuerDbContext(DbContextOptions<IssuerDbContext> options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    public DbSet<IssuerSession> Sessions => Set<IssuerSession>();

    public DbSet<SessionClient> SessionClients => Set<SessionClient>();

    public DbSet<FaceGrant> FaceGrants => Set<FaceGrant>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>(person =>
        {
            person.HasKey(p => p.Subject);
            person.HasIndex(p => p.NumericId).IsUnique();
            person.HasIndex(p => p.Login).IsUnique();
        });
        modelBuilder.Entity<IssuerSession>(session =>
        {
            session.HasKey(s => s.Sid);
            session.HasIndex(s => s.Subject);
        });
        modelBuilder.Entity<SessionClient>().HasKey(c => new { c.Sid, c.AuthorizationId });
        modelBuilder.Entity<FaceGrant>(grant =>
        {
            grant.HasKey(g => g.CodeHash);
            grant.HasIndex(g => g.TokenHash);
            grant.HasIndex(g => g.Subject);
        });
    }

    // SQLite has no type for a moment; as a number it can be compared and sorted.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
}
