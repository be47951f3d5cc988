using System.Diagnostics;
using StackExchange.Redis;

namespace WebPortal.Tests.Hosting;

/// <summary>Three redis-server processes that share the slots among them.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private readonly List<RedisServer> _nodes = [];

    public string ConnectionString => string.Join(',', _nodes.Select(n => n.ConnectionString));

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        for (var i = 0; i < 3; i++)
        {
            var bus = RedisServer.FreePort();
            cluster._nodes.Add(await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-port", $"{bus}"));
        }
        using var create = Process.Start(
            new ProcessStartInfo(
                "redis-cli",
                ["--cluster", "create", .. cluster._nodes.Select(n => n.ConnectionString), "--cluster-yes"]
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
