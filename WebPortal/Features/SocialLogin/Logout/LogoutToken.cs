using System.Text.Json;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Logout;

/// <summary>What a logout token says, once it is believed (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6).</summary>
internal sealed record LogoutToken(string Issuer, string Jti, string? Subject, string? SessionId)
{
    /// <summary>Two minutes, the most that the specification recommends, and some skew.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(2);

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    public static readonly string[] Types = ["logout+jwt"];

    /// <summary>Signature, issuer, audience, type and expiry were checked; here is the rest. Null when anything is wrong.</summary>
    public static LogoutToken? Read(JsonElement claims, DateTimeOffset now)
    {
        if (
            claims.Text("iss") is not { } issuer
            || claims.Text("jti") is not { Length: <= 255 } jti
            // A nonce would make it an ID token: one that was stolen must not sign anybody out.
            || claims.TryGetProperty("nonce", out _)
            || !HasEvent(claims)
            || claims.Moment("iat") is not { } issued
            || claims.Moment("exp") is not { } expires
            || issued > now + ProviderTokens.ClockSkew
            || issued < now - LongestLife - ProviderTokens.ClockSkew
            || expires - issued > LongestLife
        )
            return null;
        var subject = claims.Text("sub");
        var sessionId = claims.Text("sid");
        return
            subject is null && sessionId is null
            || subject?.Length > ExternalIdentity.MaxLength
            || sessionId?.Length > ExternalIdentity.MaxLength
            ? null
            : new LogoutToken(issuer, jti, subject, sessionId);
    }

    private static bool HasEvent(JsonElement claims) =>
        claims.TryGetProperty("events", out var events)
        && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out var happened)
        && happened.ValueKind == JsonValueKind.Object;
}
