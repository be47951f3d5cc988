using WebPortal.Tests.Hosting;

[assembly: AssemblyFixture(typeof(PortalFixture))]

namespace WebPortal.Tests.Hosting;

/// <summary>Two instances of the portal over one Redis and one SQLite file, on real sockets; shared by all tests that do not break anything.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("wp-portal-").FullName;

    public RedisServer Redis { get; private set; } = null!;

    /// <summary>For a further instance over the same database.</summary>
    public string Directory => _directory;

    public PortalInstance A { get; private set; } = null!;

    public PortalInstance B { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        A = new PortalInstance("A", Redis.ConnectionString, _directory);
        B = new PortalInstance("B", Redis.ConnectionString, _directory);
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        await Redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(_directory, recursive: true);
    }
}
