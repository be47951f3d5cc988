using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Features.SecurityEvents;
using WebPortal.Issuer.Features.Tokens;

namespace WebPortal.Issuer;

/// <summary>The section <c>Issuer</c>.</summary>
public sealed class IssuerOptions
{
    /// <summary>Scheme, host and port that browsers and clients use. Port 0 means: the port Kestrel was given.</summary>
    public string Origin { get; set; } = "http://issuer.localhost:5081";

    /// <summary>The store, keys and made secrets. Null: <c>.data/issuer</c> beside the content root.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Whether the five demo people are made. Null: in Development only.</summary>
    public bool? DemoPeople { get; set; }

    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Life of a pushed request's <c>request_uri</c>. It must outlast a person typing a password (RFC 9126, 2.2).</summary>
    public TimeSpan PushedRequestLifetime { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Clients by client id.</summary>
    public Dictionary<string, ClientOptions> Clients { get; } = new(StringComparer.Ordinal);

    /// <summary>Where sessions-revoked and account-disabled events are pushed (RFC 8935).</summary>
    public List<EventReceiverOptions> EventReceivers { get; } = [];

    public FaultOptions Faults { get; set; } = new();

    internal ClientOptions? Client(string? clientId) =>
        clientId is not null && Clients.TryGetValue(clientId, out var client) ? client : null;
}
