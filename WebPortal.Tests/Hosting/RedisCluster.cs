using System.Diagnostics;
using StackExchange.Redis;

namespace WebPortal.Tests.Hosting;

/// <summary>Three redis-server processes that share the slots among them; with a replica each when asked for.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private readonly List<RedisServer> _nodes = [];

    public string ConnectionString => string.Join(',', _nodes.Select(n => n.ConnectionString));

    /// <summary>The node at an address, to do something to it.</summary>
    public RedisServer At(string address) => _nodes.Single(n => n.ConnectionString == address);

    public static async Task<RedisCluster> StartAsync(int replicas = 0)
    {
        var cluster = new RedisCluster();
        for (var i = 0; i < 3 * (1 + replicas); i++)
        {
            var bus = RedisServer.FreePort();
            cluster._nodes.Add(
                await RedisServer.StartAsync(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-port",
                    $"{bus}",
                    "--cluster-node-timeout",
                    "1000",
                    "--repl-diskless-sync-delay",
                    "0"
                )
            );
        }
        using var create = Process.Start(
            new ProcessStartInfo(
                "redis-cli",
                [
                    "--cluster",
                    "create",
                    .. cluster._nodes.Select(n => n.ConnectionString),
                    "--cluster-replicas",
                    $"{replicas}",
                    "--cluster-yes",
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        await create.StandardOutput.ReadToEndAsync();
        await create.WaitForExitAsync();
        Assert.Equal(0, create.ExitCode);
        await cluster.WaitUntilEveryNodeAgreesAsync();
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task WaitUntilEveryNodeAgreesAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        foreach (var node in _nodes)
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(
                node.ConnectionString + ",allowAdmin=true"
            );
            var server = redis.GetServer(node.ConnectionString);
            while (
                !(await server.ExecuteAsync("CLUSTER", "INFO"))
                    .ToString()
                    .Contains("cluster_state:ok", StringComparison.Ordinal)
            )
                await Task.Delay(20, deadline.Token);
        }
    }
}
