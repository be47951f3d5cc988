using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace WebPortal.Features.Sessions;

/// <summary>
/// Puts the session key into the cookie as it is: 256 random bits need no encryption, and unprotecting one on each request costs
/// about as much as asking Redis (docs/decisions/0002). What has not the shape of a key is no ticket, and never reaches Redis.
/// </summary>
internal sealed class BareKeyFormat(SessionMetrics metrics) : ISecureDataFormat<AuthenticationTicket>
{
    // The claim in which the cookie handler passes the store's key along; a constant of the framework that it does not publish.
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    public string Protect(AuthenticationTicket data) =>
        data.Principal.FindFirstValue(KeyClaim)
        ?? throw new InvalidOperationException("The cookie handler gave no session key: is SessionStore set?");

    public AuthenticationTicket? Unprotect(string? protectedText)
    {
        if (SessionKey.TryParse(protectedText, out _))
            return new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim(KeyClaim, protectedText)])),
                authenticationScheme: ""
            );
        metrics.RefusedGarbage();
        return null;
    }

    public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
}
