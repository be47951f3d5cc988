using Microsoft.EntityFrameworkCore;

namespace WebPortal.Data;

internal static class DataModule
{
    /// <summary>
    /// <c>ConnectionStrings:Portal</c> names the database. It is SQL Server's unless it begins with <c>Data Source=</c> and a file, or
    /// <c>Database:Provider</c> says otherwise ("SqlServer" or "Sqlite").
    /// </summary>
    public static void AddData(this WebApplicationBuilder builder)
    {
        var connection = builder.Configuration.GetConnectionString("Portal");
        if (string.IsNullOrWhiteSpace(connection))
            throw new StartException("ConnectionStrings:Portal is not set: it names the portal's database.");
        if (IsSqlite(builder.Configuration["Database:Provider"], connection))
            builder.Services.AddDbContext<PortalDbContext, SqlitePortalDbContext>(o => o.UseSqlite(connection));
        else
            builder.Services.AddDbContext<PortalDbContext, SqlServerPortalDbContext>(o =>
                o.UseSqlServer(connection, sql => sql.EnableRetryOnFailure(3))
            );
        builder.Services.AddSingleton(TimeProvider.System);
    }

    private static bool IsSqlite(string? provider, string connection) =>
        provider?.ToUpperInvariant() switch
        {
            "SQLITE" => true,
            "SQLSERVER" => false,
            null or "" => connection.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)
                && !connection.Contains("Initial Catalog=", StringComparison.OrdinalIgnoreCase),
            _ => throw new StartException($"Database:Provider is '{provider}'; it may be Sqlite or SqlServer."),
        };
}
