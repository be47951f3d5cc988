using System.Diagnostics;
using StackExchange.Redis;

namespace WebPortal.Tests.Hosting;

/// <summary>A primary, two replicas and three sentinels, all processes of the tests' own.</summary>
public sealed class RedisSentinels : IAsyncDisposable
{
    private readonly List<RedisServer> _servers = [];
    private readonly List<(Process Process, int Port, string Directory)> _sentinels = [];

    public RedisServer Primary => _servers[0];

    public IReadOnlyList<RedisServer> Replicas => _servers[1..];

    public string ConnectionString =>
        string.Join(',', _sentinels.Select(s => $"127.0.0.1:{s.Port}")) + ",serviceName=wp";

    public static async Task<RedisSentinels> StartAsync()
    {
        var all = new RedisSentinels();
        all._servers.Add(await RedisServer.StartAsync());
        for (var i = 0; i < 2; i++)
            all._servers.Add(await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {all.Primary.Port}"));
        for (var i = 0; i < 3; i++)
            all._sentinels.Add(await all.StartSentinelAsync());
        await all.WaitUntilEverybodyKnowsEverybodyAsync();
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _, directory) in _sentinels)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            Directory.Delete(directory, recursive: true);
        }
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private async Task<(Process, int, string)> StartSentinelAsync()
    {
        var (port, directory) = (RedisServer.FreePort(), Directory.CreateTempSubdirectory("wp-sentinel-").FullName);
        var file = Path.Combine(directory, "sentinel.conf");
        await File.WriteAllTextAsync(
            file,
            $"""
            port {port}
            bind 127.0.0.1
            dir {directory}
            sentinel monitor wp 127.0.0.1 {Primary.Port} 2
            sentinel down-after-milliseconds wp 1000
            sentinel failover-timeout wp 5000
            sentinel parallel-syncs wp 2

            """
        );
        var process = Process.Start(
            new ProcessStartInfo("redis-server", [file, "--sentinel"]) { RedirectStandardOutput = true }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return (process, port, directory);
    }

    private async Task WaitUntilEverybodyKnowsEverybodyAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        foreach (var (_, port, _) in _sentinels)
        {
            while (!await KnowsAllAsync(port))
                await Task.Delay(50, deadline.Token);
        }
    }

    private static async Task<bool> KnowsAllAsync(int port)
    {
        using var cli = Process.Start(
            new ProcessStartInfo("redis-cli", ["-p", $"{port}", "info", "sentinel"]) { RedirectStandardOutput = true }
        )!;
        var text = await cli.StandardOutput.ReadToEndAsync();
        return text.Contains("status=ok", StringComparison.Ordinal)
            && text.Contains("slaves=2,sentinels=3", StringComparison.Ordinal);
    }
}
