using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.OidcSession;

/// <summary>Checks what the issuer sends when a session ends (OIDC Back-Channel Logout 1.0, 2.6).</summary>
internal sealed class LogoutToken(IssuerKeys keys, IOptions<LabOptions> options)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const string Audience = "lab-oidc-told";

    /// <summary>The session that ended; null when the token is not one to believe.</summary>
    public async Task<string?> ReadSidAsync(string token, CancellationToken ct)
    {
        await keys.KnowAsync(token, ct);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = options.Value.Issuer.Issuer,
                ValidAudience = Audience,
                ValidTypes = ["logout+jwt"],
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
                IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid),
            }
        );
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
            return null;
        // A nonce would make it an ID token that somebody sends as a logout.
        return jwt.TryGetPayloadValue<string>("nonce", out _)
            || !jwt.TryGetPayloadValue<System.Text.Json.JsonElement>("events", out var events)
            || !events.TryGetProperty(Event, out _)
                ? null
            : jwt.TryGetPayloadValue<string>("sid", out var sid) ? sid
            : null;
    }
}
