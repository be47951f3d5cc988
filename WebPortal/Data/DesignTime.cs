using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace WebPortal.Data;

/// <summary>What `dotnet ef` needs to make migrations without starting the portal. See CONTRIBUTING.md for the commands.</summary>
internal static class DesignTime
{
    // Identity reads its schema version from the application's services; without them a migration silently lacks the passkey table.
    private static readonly IServiceProvider Services = new ServiceCollection()
        .Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    public static DbContextOptions<T> Options<T>(Action<DbContextOptionsBuilder<T>> configure)
        where T : DbContext
    {
        var builder = new DbContextOptionsBuilder<T>().UseApplicationServiceProvider(Services);
        configure(builder);
        return builder.Options;
    }
}

internal sealed class SqliteFactory : IDesignTimeDbContextFactory<SqlitePortalDbContext>
{
    public SqlitePortalDbContext CreateDbContext(string[] args) =>
        new(DesignTime.Options<SqlitePortalDbContext>(b => b.UseSqlite("Data Source=design.db")));
}

internal sealed class SqlServerFactory : IDesignTimeDbContextFactory<SqlServerPortalDbContext>
{
    public SqlServerPortalDbContext CreateDbContext(string[] args) =>
        new(DesignTime.Options<SqlServerPortalDbContext>(b => b.UseSqlServer("Server=design;Database=portal")));
}
