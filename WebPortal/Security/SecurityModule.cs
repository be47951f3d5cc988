using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using WebPortal.Data;

namespace WebPortal.Security;

internal static class SecurityModule
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddDataProtection().SetApplicationName("WebPortal").PersistKeysToDbContext<PortalDbContext>();
        builder.Services.AddAntiforgery(o => o.Cookie = new AlwaysSecureCookie(CookieNames.Antiforgery));
        builder
            .Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.Administrator, policy => policy.RequireRole(Roles.Administrator));
        builder.Services.AddHttpContextAccessor();
    }

    public static void UseSecurityBeforeRouting(this WebApplication app) =>
        app.UseSecurityHeaders(SecurityHeaders.For(app.Environment));

    public static void UseSecurityAfterRouting(this WebApplication app) { }
}

internal static class Policies
{
    public const string Administrator = "Administrator";
}

internal static class Roles
{
    public const string Administrator = "Administrator";
}
