using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using WebPortal.Issuer.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Sessions;

/// <summary>What the issuer's own cookie holds: the session's public id and its secret. The row decides, on each request.</summary>
internal static class SessionCookie
{
    private const string Key = "session_key";

    public static ClaimsPrincipal Of(IssuerSession session, string key) =>
        new(
            new ClaimsIdentity(
                // The subject binds antiforgery tokens to the person.
                [new Claim(Claims.Subject, session.Subject), new Claim("sid", session.Sid), new Claim(Key, key)],
                CookieAuthenticationDefaults.AuthenticationScheme,
                Claims.Subject,
                Claims.Role
            )
        );

    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sid = context.Principal?.FindFirst("sid")?.Value;
        var key = context.Principal?.FindFirst(Key)?.Value;
        var sessions = context.HttpContext.RequestServices.GetRequiredService<IssuerSessions>();
        if (
            sid is not null
            && key is not null
            && await sessions.FindLiveAsync(sid, key, context.HttpContext.RequestAborted) is { } found
        )
        {
            context.HttpContext.Features.Set(found);
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }
}
