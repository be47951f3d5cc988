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
        var settings = builder.Configuration;
        var directory = settings["Embedded:Directory"] ?? Path.Combine(builder.Environment.ContentRootPath, ".data");
        CreatePrivate(directory);
        if (string.IsNullOrWhiteSpace(settings.GetConnectionString("Portal")))
            settings["ConnectionStrings:Portal"] = $"Data Source={Path.Combine(directory, "portal.db")}";
        if (!string.IsNullOrWhiteSpace(settings.GetConnectionString("Redis")))
            return null;
        var taken = Take(directory);
        var redis = EmbeddedRedis.Start(Path.Combine(directory, "redis"));
        settings["ConnectionStrings:Redis"] = redis.ConnectionString;
        return new Embedded(redis, taken);
#else
        return null;
#endif
    }

#if EMBEDDED
    // Accounts, sessions and demo passwords: nobody else on this machine has business there.
    private static void CreatePrivate(string directory)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(directory))
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(
                directory,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    // Two servers over one append-only file would each overwrite what the other wrote. The lock goes with the process, however it ends.
    private static FileStream Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new StartException(
                $"Another portal is running on {directory}: stop it, or set Embedded:Directory to a directory of its own."
            );
        }
    }

    private sealed class Embedded(EmbeddedRedis redis, FileStream taken) : IDisposable
    {
        public void Dispose()
        {
            redis.Dispose();
            taken.Dispose();
        }
    }
#endif
}
