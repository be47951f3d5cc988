using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace WebPortal.Issuer.Security;

internal static class ProxiesModule
{
    /// <summary>
    /// <c>Issuer:Proxies:0=10.0.0.0/8</c> … may say where a request came from and that it came by https; nobody else may, this machine included.
    /// Without one the issuer must end TLS itself, since OpenID Connect takes no plain http outside Development.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in app.Configuration.GetSection("Issuer:Proxies").Get<string[]>() ?? [])
        {
            if (IPNetwork.TryParse(text, out var network))
                options.KnownIPNetworks.Add(network);
            else if (IPAddress.TryParse(text, out var address))
                options.KnownProxies.Add(address);
            else
                throw new OptionsValidationException(
                    "Issuer:Proxies",
                    typeof(IssuerOptions),
                    [$"Issuer:Proxies has '{text}', which is neither an address nor a network such as 10.0.0.0/8."]
                );
        }
        if (options.KnownIPNetworks.Count + options.KnownProxies.Count > 0)
            app.UseForwardedHeaders(options);
    }
}
