using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Tests.Hosting;

/// <summary>Sessions made past the sign-in page, by the portal's own ticket store: many at once, or with a proof that is old.</summary>
internal static class MadeSessions
{
    public const string CookieName = "__Host-session";

    /// <returns>The cookie's value.</returns>
    public static async Task<string> MakeSessionAsync(
        this PortalInstance portal,
        PortalUser user,
        DateTimeOffset? provenAt = null,
        string provider = "Password",
        bool administrator = false
    )
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Connection.RemoteIpAddress = IPAddress.Parse("198.51.100.7");
        context.Request.Headers.UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        List<Claim> claims = [new(PortalClaims.UserId, user.Id), new(PortalClaims.Name, user.Email!)];
        if (administrator)
            claims.Add(new Claim(PortalClaims.Role, Roles.Administrator));
        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var identity = new ClaimsIdentity(claims, scheme, PortalClaims.Name, PortalClaims.Role);
        var properties = new AuthenticationProperties().ProvenBy(provider, "pwd", provenAt ?? DateTimeOffset.UtcNow);
        return await scope
            .ServiceProvider.GetRequiredService<SessionTicketStore>()
            .StoreAsync(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, scheme), context, default);
    }

    public static HttpVisitor VisitorWith(this PortalInstance portal, string session)
    {
        var visitor = new HttpVisitor(portal.Url);
        visitor.Cookies[CookieName] = session;
        visitor.Secrets.Add(session);
        return visitor;
    }

    public static Task TakeSessionAsync(this BrowserVisitor visitor, string session) =>
        visitor.Context.AddCookiesAsync([
            new Microsoft.Playwright.Cookie
            {
                Name = CookieName,
                Value = session,
                Url = "https://localhost/", // Secure, no Domain, Path=/.
                HttpOnly = true,
                SameSite = SameSiteAttribute.Lax,
            },
        ]);

    /// <summary>What the browser's cookie names.</summary>
    public static async Task<SessionReference> SessionReferenceAsync(this BrowserVisitor visitor) =>
        SessionKey.TryParse(await visitor.SessionCookieAsync(), out var key)
            ? key.Reference
            : throw new InvalidOperationException("The browser is not signed in.");

    public static async Task<string?> SessionCookieAsync(this BrowserVisitor visitor) =>
        (await visitor.Context.CookiesAsync()).SingleOrDefault(c => c.Name == CookieName)?.Value;
}
