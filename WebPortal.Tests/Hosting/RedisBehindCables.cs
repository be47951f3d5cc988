using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebPortal.Tests.Hosting;

/// <summary>
/// A Redis in a network namespace of its own, with a cable to each of two portals. A cable that is pulled swallows packets: nobody is told that a
/// connection ended, as when a switch dies. Needs root and iproute2.
/// </summary>
public sealed class RedisBehindCables : ICuttableRedis
{
    private const int Port = 6379;
    private readonly string _name = $"wp{Random.Shared.Next(0x1000000):x6}";
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-redis-").FullName;

    // Of 198.18.0.0/15, which is for tests of networks and routed nowhere.
    private readonly string _net = string.Create(CultureInfo.InvariantCulture, $"198.18.{Random.Shared.Next(256)}");
    private Process? _process;

    /// <summary>Null where it cannot be had: in a container, for one, root may not make namespaces.</summary>
    public static async Task<RedisBehindCables?> TryStartAsync()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/sbin/ip"))
            return null;
        var redis = new RedisBehindCables();
        if (!redis.TryWire())
        {
            Directory.Delete(redis._directory, recursive: true);
            return null;
        }
        redis._process = Process.Start(
            new ProcessStartInfo(
                "ip",
                [
                    "netns",
                    "exec",
                    redis._name,
                    "redis-server",
                    "--port",
                    $"{Port}",
                    "--protected-mode",
                    "no",
                    "--save",
                    "",
                ]
            )
            {
                RedirectStandardOutput = true,
                WorkingDirectory = redis._directory,
            }
        )!;
        redis._process.OutputDataReceived += (_, _) => { };
        redis._process.BeginOutputReadLine();
        await redis.AnswersAsync();
        return redis;
    }

    public string ConnectionString(int cable) => $"{Address(cable, 2)}:{Port}";

    public void Pull(int cable) => Ip("-n", _name, "link", "set", Far(cable), "down");

    public void Plug(int cable) => Ip("-n", _name, "link", "set", Far(cable), "up");

    public async ValueTask DisposeAsync()
    {
        _process?.Kill();
        await (_process?.WaitForExitAsync() ?? Task.CompletedTask);
        _process?.Dispose();
        // The cables go with it.
        Ip("netns", "del", _name);
        Directory.Delete(_directory, recursive: true);
    }

    private bool TryWire()
    {
        try
        {
            Ip("netns", "add", _name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        try
        {
            for (var cable = 0; cable < 2; cable++)
            {
                Ip("link", "add", Near(cable), "type", "veth", "peer", "name", Far(cable), "netns", _name);
                Ip("addr", "add", Address(cable, 1) + "/30", "dev", Near(cable));
                Ip("link", "set", Near(cable), "up");
                Ip("-n", _name, "addr", "add", Address(cable, 2) + "/30", "dev", Far(cable));
                Ip("-n", _name, "link", "set", Far(cable), "up");
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            Ip("netns", "del", _name);
            return false;
        }
    }

    private string Near(int cable) => $"{_name}n{cable}";

    private string Far(int cable) => $"{_name}f{cable}";

    private string Address(int cable, int end) => $"{_net}.{cable * 4 + end}";

    private async Task AnswersAsync()
    {
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Parse(Address(0, 2)), Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(10);
            }
        }
        throw new InvalidOperationException("redis-server did not answer through its cable.");
    }

    private static void Ip(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error}");
    }
}
