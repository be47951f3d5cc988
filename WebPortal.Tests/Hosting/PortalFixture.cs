using WebPortal.Tests.Hosting;

[assembly: AssemblyFixture(typeof(PortalFixture))]

namespace WebPortal.Tests.Hosting;

/// <summary>Two instances of the portal over one Redis and one SQLite file, on real sockets; shared by all tests that do not break anything.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("wp-portal-").FullName;

    private readonly Lazy<(PortalInstance A, PortalInstance B)> _instances;

    // Started when first asked for: a run of a few tests need not wait for what they do not use.
    public PortalFixture() =>
        _instances = new(() =>
            (new PortalInstance("A", Redis.Patiently, _directory), new PortalInstance("B", Redis.Patiently, _directory))
        );

    public RedisServer Redis { get; private set; } = null!;

    /// <summary>For a further instance over the same database. Holds the migrated database and the demo accounts, whoever asks first: another instance over it must not find them half made.</summary>
    public string Directory
    {
        get
        {
            _ = _instances.Value;
            return _directory;
        }
    }

    public PortalInstance A => _instances.Value.A;

    public PortalInstance B => _instances.Value.B;

    public async ValueTask InitializeAsync() => Redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_instances.IsValueCreated)
        {
            await A.DisposeAsync();
            await B.DisposeAsync();
        }
        await Redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(_directory, recursive: true);
    }
}
