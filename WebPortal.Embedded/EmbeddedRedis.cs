using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;

namespace WebPortal.Embedded;

/// <summary>
/// A Redis-compatible server inside this process, for `dotnet run` on a machine with only the .NET SDK. Never for production:
/// it dies with the process, and only this process can share it.
/// </summary>
public sealed class EmbeddedRedis : IDisposable
{
    private readonly GarnetServer _server;

    private EmbeddedRedis(GarnetServer server, int port, string password)
    {
        _server = server;
        // It shares this process's processors: while it compiles its first script on a busy machine, it is not away.
        ConnectionString =
            $"127.0.0.1:{port},password={password},abortConnect=false,asyncTimeout=5000,syncTimeout=5000";
    }

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts on a free loopback port and recovers what <paramref name="directory"/> holds.</summary>
    /// <param name="directory">Where the append-only file lives, so that sessions survive a restart.</param>
    public static EmbeddedRedis Start(string directory)
    {
        Directory.CreateDirectory(directory);
        var port = FreePort();
        // Loopback is open to everybody with an account on this machine.
        var password = RandomNumberGenerator.GetHexString(32);
        // RandomAccess: the native device needs libaio, and ends the whole process without it.
        string[] arguments =
        [
            "--port",
            $"{port}",
            "--bind",
            "127.0.0.1",
            "--auth",
            "Password",
            "--password",
            password,
            "-m",
            "64m",
            "-p",
            "4m",
            "-i",
            "4m",
            "--lua",
            "--lua-transaction-mode",
            "--aof",
            "--aof-memory",
            "32m",
            "--aof-page-size",
            "8m",
            "--recover",
            "--checkpointdir",
            directory,
            "--device-type",
            "RandomAccess",
            "-q",
            "--disable-console-logger",
        ];
        var server = new GarnetServer(arguments);
        server.Start();
        return new EmbeddedRedis(server, port, password);
    }

    public void Dispose() => _server.Dispose();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
