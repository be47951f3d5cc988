using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>A portal over a Redis and a database of the test's own, for what would disturb the others.</summary>
internal sealed class OwnPortal : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-own-").FullName;

    public RedisServer Redis { get; private set; } = null!;

    public PortalInstance Portal { get; private set; } = null!;

    public static async Task<OwnPortal> StartAsync()
    {
        var own = new OwnPortal { Redis = await RedisServer.StartAsync() };
        own.Portal = own.Another("own");
        return own;
    }

    /// <summary>A further instance over the same stores.</summary>
    public PortalInstance Another(string name) => new(name, Redis.ConnectionString, _directory);

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
