using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>A portal over a Redis and a database of the test's own, for what would disturb the others.</summary>
internal sealed class OwnPortal : IAsyncDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("wp-own-").FullName;

    public string Directory => _directory;

    public RedisServer Redis { get; private set; } = null!;

    public PortalInstance Portal { get; private set; } = null!;

    public static async Task<OwnPortal> StartAsync()
    {
        var own = new OwnPortal { Redis = await RedisServer.StartAsync() };
        own.Portal = own.Another("own");
        return own;
    }

    /// <summary>A further instance over the same stores.</summary>
    public PortalInstance Another(string name, IReadOnlyDictionary<string, string?>? settings = null) =>
        new(name, Redis.Patiently, _directory, settings: settings);

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(_directory, recursive: true);
    }
}
