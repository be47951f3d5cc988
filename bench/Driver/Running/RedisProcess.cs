using System.Globalization;
using StackExchange.Redis;

namespace WebPortal.Bench.Driver.Running;

/// <summary>An empty redis-server without persistence on a port of its own.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly Child _process;
    private readonly ConnectionMultiplexer _admin;

    private RedisProcess(Child process, ConnectionMultiplexer admin, int port) =>
        (_process, _admin, Port) = (process, admin, port);

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public Child Process => _process;

    public ConnectionMultiplexer Admin => _admin;

    public static async Task<RedisProcess> StartAsync(int? core = 1)
    {
        var port = Child.FreePort();
        string[] arguments = ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        var process = Child.Start(core, "redis-server", arguments);
        var options = ConfigurationOptions.Parse(
            $"127.0.0.1:{port},allowAdmin=true,syncTimeout=60000,asyncTimeout=60000"
        );
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new RedisProcess(process, await ConnectionMultiplexer.ConnectAsync(options), port);
            }
            catch (RedisConnectionException) when (attempt < 20)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Calls per command since the last <see cref="ResetCounts"/>, without those that connections make for themselves.</summary>
    public Dictionary<string, long> Counts()
    {
        var info = Server.Info("commandstats").SelectMany(group => group);
        return info.Select(pair => (Name: pair.Key["cmdstat_".Length..], Calls: CallsOf(pair.Value)))
            .Where(c =>
                c.Name is not ("info" or "ping" or "config|resetstat")
                && !c.Name.StartsWith("client", StringComparison.Ordinal)
            )
            .ToDictionary(c => c.Name, c => c.Calls, StringComparer.Ordinal);
    }

    public void ResetCounts() => Server.ConfigResetStatistics();

    public long UsedMemory() => long.Parse(InfoOf("memory", "used_memory"), CultureInfo.InvariantCulture);

    public string Version() => InfoOf("server", "redis_version");

    public void Empty() => Server.FlushAllDatabases();

    public void Dispose()
    {
        _admin.Dispose();
        _process.Dispose();
    }

    private IServer Server => _admin.GetServers()[0];

    private string InfoOf(string section, string name) =>
        Server.Info(section).SelectMany(group => group).First(pair => pair.Key == name).Value;

    // calls=12,usec=…
    private static long CallsOf(string text) =>
        long.Parse(text["calls=".Length..text.IndexOf(',', StringComparison.Ordinal)]);
}
