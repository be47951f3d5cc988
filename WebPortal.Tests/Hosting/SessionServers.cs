using StackExchange.Redis;
using WebPortal.Embedded;
using WebPortal.Redis;
using WebPortal.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SessionServers))]

namespace WebPortal.Tests.Hosting;

/// <summary>The three kinds of server that the session core must behave alike on; each started when first asked for.</summary>
public sealed class SessionServers : IAsyncDisposable
{
    private readonly Lazy<Task<(IConnectionMultiplexer, IAsyncDisposable)>> _redis = new(async () =>
    {
        var server = await RedisServer.StartAsync();
        return (await ConnectAsync(server.ConnectionString), server);
    });

    private readonly Lazy<Task<(IConnectionMultiplexer, IAsyncDisposable)>> _cluster = new(async () =>
    {
        var cluster = await RedisCluster.StartAsync();
        return (await ConnectAsync(cluster.ConnectionString), cluster);
    });

    private readonly Lazy<Task<(IConnectionMultiplexer, IAsyncDisposable)>> _embedded = new(async () =>
    {
        var directory = Directory.CreateTempSubdirectory("wp-garnet-").FullName;
        var server = EmbeddedRedis.Start(directory);
        return (await ConnectAsync(server.ConnectionString), new Embedded(server, directory));
    });

    /// <summary>A connection as the portal makes it, though more patient: a busy test machine is not an outage.</summary>
    public async Task<IConnectionMultiplexer> GetAsync(ServerKind kind) => (await Of(kind).Value).Item1;

    public async ValueTask DisposeAsync()
    {
        foreach (var started in new[] { _redis, _cluster, _embedded }.Where(l => l.IsValueCreated))
        {
            var (redis, server) = await started.Value;
            await redis.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    internal static async Task<IConnectionMultiplexer> ConnectAsync(string connectionString) =>
        await ConnectionMultiplexer.ConnectAsync(
            RedisModule.ParseOptions(
                connectionString + ",allowAdmin=true,asyncTimeout=10000,syncTimeout=10000,connectTimeout=10000"
            )
        );

    private Lazy<Task<(IConnectionMultiplexer, IAsyncDisposable)>> Of(ServerKind kind) =>
        kind switch
        {
            ServerKind.Redis => _redis,
            ServerKind.Cluster => _cluster,
            _ => _embedded,
        };

    private sealed class Embedded(EmbeddedRedis server, string directory) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            server.Dispose();
            Directory.Delete(directory, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}

public enum ServerKind
{
    Redis,
    Cluster,
    Embedded,
}
