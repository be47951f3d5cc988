using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using WebPortal.Issuer.Features.Sessions;

namespace WebPortal.Issuer.Features.SignOut;

/// <summary>Ends the session behind this browser, at the server first; the cookie is only tidied up.</summary>
internal sealed class BrowserSignOut(SessionEnding ending)
{
    public async Task EndAsync(HttpContext context)
    {
        // Not the request's own token: a browser that hangs up must not leave the clients untold.
        if (IssuerSessions.Current(context) is { } current)
            await ending.EndAsync(current.Session.Sid, CancellationToken.None);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }
}
