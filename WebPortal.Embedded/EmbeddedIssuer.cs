using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebPortal.Issuer;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Features.SecurityEvents;

namespace WebPortal.Embedded;

/// <summary>Where the local stand-ins are, or why they are not there.</summary>
/// <param name="Origin">Scheme, host and port; null when there are none.</param>
/// <param name="ClientSecret">Of the client "webportal".</param>
/// <param name="Words">One sentence for the person who starts the portal; null when all is as expected.</param>
public sealed record StandIns(string? Origin, string? ClientSecret, string? Words);

/// <summary>
/// The issuer inside the portal's process, in Development, as the local stand-in for Google, GitHub and an OpenID provider: its own host, port, store,
/// services and cookies; nothing is shared but the process. When its port is taken by an issuer that already runs, that one is used.
/// </summary>
public sealed class EmbeddedIssuer : IDisposable
{
    private const string Client = "webportal";
    private readonly WebApplication? _issuer;

    private EmbeddedIssuer(WebApplication? issuer, StandIns standIns)
    {
        _issuer = issuer;
        StandIns = standIns;
    }

    public StandIns StandIns { get; }

    /// <param name="origin">What browsers use, such as <c>http://issuer.localhost:5081</c>.</param>
    /// <param name="directory">The issuer's store, keys and made secrets.</param>
    /// <param name="portals">Origins at which the portal is reached; each gets its exact callback addresses registered.</param>
    public static EmbeddedIssuer Start(string origin, string directory, IReadOnlyCollection<string> portals)
    {
        var port = new Uri(origin).Port;
        if (IsTaken(port))
            return new EmbeddedIssuer(null, UseRunning(origin, directory));
        // In a flow of its own: whoever runs the portal inside a test takes the first host that its own flow builds for the portal's.
        using (ExecutionContext.SuppressFlow())
            return Task.Run(() => StartAsync(origin, port, directory, portals)).GetAwaiter().GetResult();
    }

    private static async Task<EmbeddedIssuer> StartAsync(
        string origin,
        int port,
        string directory,
        IReadOnlyCollection<string> portals
    )
    {
        var issuer = IssuerHost.Build(
            [],
            new IssuerSettings
            {
                Environment = "Development",
                ListenOn = $"http://127.0.0.1:{port}",
                Configure = o => Configure(o, origin, directory, portals),
                // The portal's console speaks for both; what goes wrong inside the issuer still shows.
                Services = services =>
                    services.AddLogging(l =>
                        l.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
                            .AddFilter("WebPortal.Issuer", LogLevel.Warning)
                    ),
            }
        );
        try
        {
            await issuer.StartAsync();
            return new EmbeddedIssuer(
                issuer,
                new StandIns(origin, new RunningIssuer(issuer).ClientSecret(Client), null)
            );
        }
        catch (IOException)
        {
            // Kestrel: somebody took the address a moment ago.
            await issuer.DisposeAsync();
            return new EmbeddedIssuer(null, UseRunning(origin, directory));
        }
    }

    public void Dispose()
    {
        if (_issuer is null)
            return;
        _issuer.StopAsync().GetAwaiter().GetResult();
        ((IDisposable)_issuer).Dispose();
    }

    private static void Configure(IssuerOptions o, string origin, string directory, IReadOnlyCollection<string> portals)
    {
        o.Origin = origin;
        o.DataDirectory = directory;
        var client = o.Clients[Client];
        client.RedirectUris.Clear();
        client.PostLogoutRedirectUris.Clear();
        foreach (var portal in portals)
        {
            foreach (var path in new[] { "/signin-google", "/signin-github", "/signin-oidc/issuer" })
                client.RedirectUris.Add(portal + path);
            client.PostLogoutRedirectUris.Add(portal + "/signout-callback-oidc/issuer");
        }
        // Logouts and events go to one place, which ends the sessions for all instances.
        var first = portals.First();
        client.BackChannelLogoutUri = first + "/signout-oidc-backchannel/issuer";
        o.EventReceivers.Add(
            new EventReceiverOptions
            {
                Uri = first + "/risc/google",
                Audience = Client,
                Source = EventSource.Google,
            }
        );
    }

    // Before anything is built: a host that cannot start says so at length.
    private static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static StandIns UseRunning(string origin, string directory)
    {
        var secret = Path.Combine(directory, "secrets", Client);
        if (IsIssuer(origin) && File.Exists(secret))
            return new StandIns(
                origin,
                File.ReadAllText(secret).Trim(),
                $"The stand-ins for Google and GitHub are those of the issuer that already runs at {origin}."
            );
        return new StandIns(
            null,
            null,
            $"There are no stand-ins for Google and GitHub: {origin} is taken by another program. Stop it, or set Embedded:Issuer:Origin to another port."
        );
    }

    private static bool IsIssuer(string origin)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            var text = http.GetStringAsync($"{origin}/.well-known/openid-configuration").GetAwaiter().GetResult();
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty("issuer").GetString() == origin + "/";
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException)
        {
            return false;
        }
    }
}
