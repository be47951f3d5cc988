using Microsoft.IdentityModel.JsonWebTokens;
using WebPortal.Issuer.Keys;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.SecurityEvents;

/// <summary>
/// Signs statements about something that happened (RFC 8417), with the key the issuer signs with now. Logout tokens and
/// risk events are both of this kind; their <c>typ</c> keeps each from being taken for the other, or for an ID token.
/// </summary>
internal sealed class SecurityEventToken(KeyRing keys, TimeProvider clock)
{
    public const string LogoutType = "logout+jwt";
    public const string EventType = "secevent+jwt";

    /// <param name="lifetime">Null: no <c>exp</c>. RFC 8417 (2.2) advises against one: what happened does not cease to have happened.</param>
    public string Sign(
        string type,
        string issuer,
        string audience,
        TimeSpan? lifetime,
        IEnumerable<KeyValuePair<string, object>> claims
    )
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var payload = new Dictionary<string, object>(claims, StringComparer.Ordinal)
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["iat"] = now,
            ["jti"] = RandomValue.Create(),
        };
        if (lifetime is { } life)
            payload["exp"] = now + (long)life.TotalSeconds;
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(
            new Microsoft.IdentityModel.Tokens.SecurityTokenDescriptor
            {
                TokenType = type,
                Claims = payload,
                SigningCredentials = keys.Current,
            }
        );
    }
}
