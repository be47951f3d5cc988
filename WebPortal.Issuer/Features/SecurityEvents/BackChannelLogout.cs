using Microsoft.Extensions.Options;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.SecurityEvents;

/// <summary>The sending side of OIDC Back-Channel Logout 1.0: tells a client that a session it took part in has ended.</summary>
internal sealed class BackChannelLogout(
    SecurityEventToken token,
    Deliveries deliveries,
    IssuerAddress address,
    IOptions<IssuerOptions> options
)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>Short: a receiver need remember a <c>jti</c> only this long (2.6). Two minutes is the most it may be.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    public void Send(string clientId, string subject, string sid)
    {
        if (options.Value.Client(clientId) is not { BackChannelLogout: true, BackChannelLogoutUri: { } uri })
            return;
        // No nonce, ever: its absence is what tells a logout token from an ID token (2.4).
        var signed = token.Sign(
            SecurityEventToken.LogoutType,
            address.Issuer.AbsoluteUri,
            clientId,
            Lifetime,
            [
                new("sub", subject),
                new("sid", sid),
                new(
                    "events",
                    new Dictionary<string, object>(StringComparer.Ordinal)
                    {
                        [Event] = new Dictionary<string, object>(),
                    }
                ),
            ]
        );
        deliveries.Enqueue(
            new Delivery(
                "logout token",
                clientId,
                new Uri(uri),
                () => new FormUrlEncodedContent([new("logout_token", signed)])
            )
        );
    }
}
