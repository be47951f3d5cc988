using System.Net;
using System.Net.Sockets;
using WebPortal.Features.Lab.Wire;

namespace WebPortal.Features.Lab.Lanes.Client;

/// <summary>The lab's own client: to its own lanes and to the issuer, nowhere else. Keeps no cookie and follows nothing by itself.</summary>
internal sealed class LabHttp : IDisposable
{
    public HttpClient Client { get; } =
        new(new WireTape { InnerHandler = CreateHandler() }) { Timeout = TimeSpan.FromSeconds(10) };

    public void Dispose() => Client.Dispose();

    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            ConnectCallback = ConnectAsync,
        };

    // A browser takes every name below localhost for this machine; the resolver of a server may not know it.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var to = context.DnsEndPoint;
        var local = to.Host == "localhost" || to.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (local)
                await socket.ConnectAsync([IPAddress.Loopback, IPAddress.IPv6Loopback], to.Port, ct);
            else
                await socket.ConnectAsync(to, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
