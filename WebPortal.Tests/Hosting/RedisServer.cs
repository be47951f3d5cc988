using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace WebPortal.Tests.Hosting;

/// <summary>A redis-server process of the tests' own, on a free port, gone when disposed. Tests isolate themselves by key prefix.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-redis-").FullName;
    private readonly string[] _extra;
    private Process? _process;

    private RedisServer(int port, string[] extra)
    {
        Port = port;
        _extra = extra;
    }

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>For what is not about outages: on a busy machine the portal's own half second passes without Redis being away.</summary>
    public string Patiently => ConnectionString + ",asyncTimeout=5000,syncTimeout=5000";

    public static async Task<RedisServer> StartAsync(params string[] extra)
    {
        for (var attempt = 0; ; attempt++)
        {
            var server = new RedisServer(FreePort(), extra);
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Somebody took the port in between.
            }
        }
    }

    /// <summary>Starts the same server again, after <see cref="Kill"/>.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments =
        [
            "--port",
            $"{Port}",
            "--bind",
            "127.0.0.1",
            "--dir",
            _directory,
            "--save",
            "",
            "--appendonly",
            "no",
            "--daemonize",
            "no",
            // A primary waits five seconds for more replicas to come, otherwise.
            "--repl-diskless-sync-delay",
            "0",
            .. _extra,
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        for (var i = 0; i < 200; i++)
        {
            if (_process.HasExited)
                throw new InvalidOperationException("redis-server ended at once.");
            if (await AnswersAsync())
                return;
            await Task.Delay(10);
        }
        throw new InvalidOperationException("redis-server did not answer within 2 s.");
    }

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
    }

    /// <summary>SIGSTOP and SIGCONT: a server that hangs without closing its connections.</summary>
    public void Signal(string signal) => Process.Start("kill", ["-" + signal, $"{_process!.Id}"]).WaitForExit();

    /// <summary>Waits until so many replicas have everything that was written.</summary>
    public async Task ReplicatedAsync(int replicas, string key = "wp:replicated-to-all")
    {
        await using var redis = await ConnectAsync();
        for (var i = 0; i < 300; i++)
        {
            try
            {
                await redis.GetDatabase().StringSetAsync(key, i);
                if ((int)await redis.GetServer(ConnectionString).ExecuteAsync("WAIT", replicas, 100) >= replicas)
                    return;
            }
            catch (RedisServerException e) when (e.Kind == RedisErrorKind.NoReplicas)
            {
                await Task.Delay(50); // min-replicas-to-write, and the first has not come yet.
            }
        }
        throw new InvalidOperationException($"Fewer than {replicas} replicas followed.");
    }

    public Task<ConnectionMultiplexer> ConnectAsync() =>
        ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true");

    public ValueTask DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var buffer = new byte[16];
            // With a password or an ACL file it answers -NOAUTH, which is an answer.
            return await client.GetStream().ReadAsync(buffer) > 0
                && (buffer[0] == (byte)'+' || buffer.AsSpan().StartsWith("-NOAUTH"u8));
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
