using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace WebPortal.Security;

/// <summary>
/// <c>Proxies:0=10.0.0.0/8</c> … are believed when they say where a request came from (X-Forwarded-For, X-Forwarded-Proto); nobody else is, this
/// machine included. X-Forwarded-Host is never believed. <c>ForwardLimit</c> is the number of proxies in a row, 1 by default.
/// </summary>
internal sealed class Proxies
{
    private readonly ForwardedHeadersOptions _options = new()
    {
        ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
    };

    public Proxies(IConfiguration configuration)
    {
        // The framework trusts loopback by default: on a shared machine that is everybody with an account.
        _options.KnownProxies.Clear();
        _options.KnownIPNetworks.Clear();
        foreach (var text in Listed(configuration))
        {
            _options.KnownIPNetworks.Add(
                Parse(text)
                    ?? throw new StartException($"Proxies has '{text}', which is neither an address nor a network.")
            );
        }
        _options.ForwardLimit = configuration.GetValue("ForwardLimit", 1);
    }

    public bool Any => _options.KnownIPNetworks.Count > 0;

    public ForwardedHeadersOptions Options => _options;

    public bool Knows(IPAddress? peer)
    {
        if (peer is null)
            return false;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return _options.KnownIPNetworks.Any(network => network.Contains(address));
    }

    public static IEnumerable<string> Listed(IConfiguration configuration) =>
        configuration.GetSection("Proxies").GetChildren().Select(c => c.Value).OfType<string>();

    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}

/// <summary>
/// Notices X-Forwarded-For from a peer that is not a configured proxy. Either a stranger plays, or the portal stands behind a proxy that nobody
/// named, and then every address in the ledger is the proxy's: administrators must be told.
/// </summary>
internal sealed partial class ProxyWatch(Proxies proxies, TimeProvider time, ILogger<ProxyWatch> logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private (IPAddress Peer, DateTimeOffset At)? _last;

    /// <summary>The last such peer within the hour, for a banner; null when there was none.</summary>
    public IPAddress? Unnamed => _last is { } last && time.GetUtcNow() - last.At < Quiet ? last.Peer : null;

    public void Look(HttpContext context)
    {
        if (
            !context.Request.Headers.ContainsKey("X-Forwarded-For")
            || context.Connection.RemoteIpAddress is not { } peer
        )
            return;
        if (proxies.Knows(peer))
            return;
        lock (_lock)
        {
            var news = Unnamed is null;
            _last = (peer, time.GetUtcNow());
            if (news)
                Log.Unnamed(logger, peer);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Peer} sent X-Forwarded-For and is not among Proxies, so it was ignored: if it is your proxy, name it, or every address will be the proxy's."
        )]
        public static partial void Unnamed(ILogger logger, IPAddress peer);
    }
}
