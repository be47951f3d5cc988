using System.Net;
using System.Net.Sockets;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.SecurityEvents;

internal static class SecurityEventsModule
{
    public static void AddSecurityEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SecurityEventToken>();
        builder.Services.AddSingleton<BackChannelLogout>();
        builder.Services.AddScoped<RiskEvents>();
        builder.Services.AddSingleton<Deliveries>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Deliveries>());
        builder
            .Services.AddHttpClient(Deliveries.ClientName, client => client.Timeout = TimeSpan.FromSeconds(5))
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // A receiver's redirect would send the token somewhere nobody configured.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    UseProxy = false,
                    ConnectCallback = ConnectAsync,
                }
            );
    }

    /// <summary>Browsers take <c>*.localhost</c> for this machine by themselves; a resolver may not know the name.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var to = context.DnsEndPoint;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IssuerAddress.IsLocal(context.InitialRequestMessage.RequestUri!))
                await socket.ConnectAsync([IPAddress.IPv6Loopback, IPAddress.Loopback], to.Port, ct);
            else
                await socket.ConnectAsync(to.Host, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
