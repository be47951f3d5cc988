using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace WebPortal.Bench.App.Peers;

/// <summary>The framework's default: everything in a protected cookie. Cannot be revoked.</summary>
internal sealed class CookiePeer : IPeer
{
    public void Add(WebApplicationBuilder builder) =>
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();

    public Task SignInAsync(HttpContext context, int n) =>
        context.SignInAsync(Person.Principal(n, CookieAuthenticationDefaults.AuthenticationScheme));
}
