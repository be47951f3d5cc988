using System.Net;
using System.Net.Sockets;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>Browsers take every name below <c>localhost</c> for this machine; the resolver of a server may not know it.</summary>
internal static class LocalNames
{
    public static bool IsLocal(string host) =>
        host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    /// <summary>For the portal's own calls to a provider: never follows a redirect, which would carry a secret elsewhere, and keeps no cookie.</summary>
    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            ConnectCallback = ConnectAsync,
        };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var to = context.DnsEndPoint;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (to.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
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
