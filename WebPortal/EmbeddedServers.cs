#if EMBEDDED
using WebPortal.Embedded;
#endif

namespace WebPortal;

internal static class EmbeddedServers
{
    /// <summary>
    /// In a Debug build in Development, what no connection string names is embedded: SQLite in a file, and a Redis-compatible server in this
    /// process. Anywhere else nothing is added, and the modules that miss their connection string stop the start.
    /// </summary>
    public static IDisposable? AddEmbeddedServers(this WebApplicationBuilder builder)
    {
#if EMBEDDED
        if (!builder.Environment.IsDevelopment())
            return null;
        var directory =
            builder.Configuration["Embedded:Directory"] ?? Path.Combine(builder.Environment.ContentRootPath, ".data");
        Directory.CreateDirectory(directory);
        var settings = builder.Configuration;
        if (string.IsNullOrWhiteSpace(settings.GetConnectionString("Portal")))
            settings["ConnectionStrings:Portal"] = $"Data Source={Path.Combine(directory, "portal.db")}";
        if (!string.IsNullOrWhiteSpace(settings.GetConnectionString("Redis")))
            return null;
        var redis = EmbeddedRedis.Start(Path.Combine(directory, "redis"));
        settings["ConnectionStrings:Redis"] = redis.ConnectionString;
        return redis;
#else
        return null;
#endif
    }
}
