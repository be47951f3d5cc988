using Microsoft.AspNetCore.Authentication.Cookies;

namespace WebPortal.Features.Lab.Lanes;

/// <summary>The lab's cookies: named apart from the portal's, and hardened alike.</summary>
internal static class LabCookie
{
    public const string Session = "__Host-lab-session";
    public const string Ticket = "__Host-lab-ticket";
    public const string Oidc = "__Host-lab-oidc";
    public const string Backend = "__Host-lab-bff";
    public const string CorrelationPrefix = "__Host-lab-correlation.";
    public const string NoncePrefix = "__Host-lab-nonce.";

    public static void Apply(CookieAuthenticationOptions options, string name)
    {
        options.SlidingExpiration = false;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        Harden(options.Cookie, name);
    }

    public static void Harden(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.IsEssential = true;
    }
}
