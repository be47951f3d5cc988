using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace WebPortal.Issuer.Security;

/// <summary>The one origin of the issuer. With port 0 it is known once Kestrel listens, which is before the first request.</summary>
internal sealed class IssuerAddress(IOptions<IssuerOptions> options, IServer server)
{
    private readonly Uri _configured = new(options.Value.Origin);

    /// <summary>With its final slash: the <c>iss</c> of this issuer, character by character.</summary>
    public Uri Issuer => _configured.Port == 0 ? new UriBuilder(_configured) { Port = BoundPort }.Uri : _configured;

    /// <summary>Without the slash, to put a path behind.</summary>
    public string Origin => Issuer.GetLeftPart(UriPartial.Authority);

    public string Host => _configured.Host;

    private int BoundPort =>
        server
            .Features.Get<IServerAddressesFeature>()
            ?.Addresses.Select(a => new Uri(a).Port)
            .FirstOrDefault(p => p != 0)
            is { } port
                and > 0
            ? port
            : throw new InvalidOperationException("The issuer's origin is known only after it was started.");

    public static bool IsLocal(Uri address) =>
        address.IsLoopback || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
