using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebPortal.Embedded;
using WebPortal.Issuer;
using WebPortal.Issuer.Features.SecurityEvents;

namespace WebPortal.Tests.Hosting;

/// <summary>The real issuer for tests of social login, and the settings by which portals know it.</summary>
public static class SocialIssuer
{
    /// <summary>The settings that make a portal take an issuer for its providers.</summary>
    public static Dictionary<string, string?> PortalSettings(string origin, string secret)
    {
        var settings = new Dictionary<string, string?> { ["Authentication:ProviderTimeout"] = "00:00:03" };
        foreach (var (section, values) in StandInSettings.For(origin, secret))
        {
            foreach (var (key, value) in values)
                settings[$"{section}:{key}"] = value;
        }
        return settings;
    }

    public static string Portal(int port) => $"http://localhost:{port}";

    /// <summary>Not started yet.</summary>
    public static WebApplication Build(
        string origin,
        string directory,
        string[] portals,
        bool faults = true,
        Action<IServiceCollection>? services = null
    ) =>
        IssuerHost.Build(
            [],
            new IssuerSettings
            {
                Environment = "Development",
                ListenOn = $"http://127.0.0.1:{new Uri(origin).Port}",
                Configure = o =>
                {
                    (o.Origin, o.DataDirectory) = (origin, directory);
                    o.Faults.Enabled = faults;
                    if (faults)
                        o.Faults.Delay = TimeSpan.FromSeconds(6);
                    var client = o.Clients["webportal"];
                    foreach (var portal in portals)
                    {
                        foreach (var path in new[] { "/signin-google", "/signin-github", "/signin-oidc/issuer" })
                            client.RedirectUris.Add(portal + path);
                        client.PostLogoutRedirectUris.Add(portal + "/signout-callback-oidc/issuer");
                    }
                    // At B, while people sign in at A: what is ended there is over here.
                    client.BackChannelLogoutUri = portals[^1] + "/signout-oidc-backchannel/issuer";
                    o.EventReceivers.Add(
                        new EventReceiverOptions { Uri = portals[^1] + "/risc/google", Source = EventSource.Google }
                    );
                },
                Services = s =>
                {
                    s.AddLogging(l => l.ClearProviders());
                    s.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
                    services?.Invoke(s);
                },
            }
        );
}
