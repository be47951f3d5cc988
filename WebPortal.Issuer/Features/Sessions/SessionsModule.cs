using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Features.SignOut;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.Sessions;

internal static class SessionsModule
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<IssuerSessions>();
        builder.Services.AddScoped<SessionEnding>();
        builder.Services.AddScoped<SessionList>();
        builder.Services.AddScoped<BrowserSignOut>();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization();
        builder
            .Services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IOptions<IssuerOptions>>(
                (o, issuer) =>
                {
                    o.Cookie = AlwaysSecureCookie.Named("__Host-issuer-session");
                    o.LoginPath = "/sign-in";
                    o.AccessDeniedPath = "/error";
                    // The absolute end is the row's; sliding would move the cookie's past it.
                    o.SlidingExpiration = false;
                    o.ExpireTimeSpan = issuer.Value.SessionLifetime;
                    o.Events.OnValidatePrincipal = SessionCookie.ValidateAsync;
                }
            );
    }
}
