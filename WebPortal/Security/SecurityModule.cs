using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Security;

internal static class SecurityModule
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(RequestLimits.Apply);
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, HeadersFirst>());
        services.Configure<HostFilteringOptions>(o => (o.AllowEmptyHosts, o.IncludeFailureMessage) = (false, false));
        services.AddSingleton<PublicOrigin>();
        services.AddSingleton<Proxies>();
        services.AddSingleton<ProxyWatch>();
        builder.AddKeyProtection();
        services.AddAntiforgery(o => o.Cookie = new AlwaysSecureCookie(CookieNames.Antiforgery));
        services.Configure<MvcOptions>(o => o.Filters.Add(new HandlersOnly()));
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.Administrator, policy => policy.RequireRole(Roles.Administrator));
        services
            .AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure(Refusals);
        services.AddHttpContextAccessor();
    }

    /// <summary>Who sent it, seen through the named proxies, and whether it came by https.</summary>
    public static void UseProxiesAndTransport(this WebApplication app)
    {
        var watch = app.Services.GetRequiredService<ProxyWatch>();
        app.Use(
            (context, next) =>
            {
                watch.Look(context);
                return next(context);
            }
        );
        var proxies = app.Services.GetRequiredService<Proxies>();
        if (proxies.Any)
            app.UseForwardedHeaders(proxies.Options);
        app.UseSecureTransport();
    }

    /// <summary>What needs no session: is the method one of ours, did another site send it?</summary>
    public static void UseRequestOriginChecks(this WebApplication app)
    {
        app.UseWhen(
            context => !ErrorPass.Is(context),
            first => first.UseMiddleware<Methods>().UseMiddleware<CrossSite>()
        );
    }

    /// <summary>
    /// What is still without an endpoint is a 404 for everybody: the fallback policy would send strangers to the sign-in page for a mistyped
    /// address. Not earlier, since sign-in providers send people back to addresses that only authentication knows.
    /// </summary>
    public static void UseNotFoundBeforeSignIn(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                switch (context.GetEndpoint())
                {
                    case RouteEndpoint:
                        return next(context);
                    // The routing's own answers (405, 415) stand for no endpoint of ours: nothing to authorize.
                    case { RequestDelegate: { } answer }:
                        return answer(context);
                    default:
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return Task.CompletedTask;
                }
            }
        );

    /// <summary>What needs to know who asks.</summary>
    public static void UseFormTokens(this WebApplication app)
    {
        app.UseAntiforgery(); // For endpoints that bind a form, which demand to see it.
        app.UseWhen(context => !ErrorPass.Is(context), first => first.UseMiddleware<FormTokens>());
    }

    // Only a page sends people to the sign-in page: a script would follow the redirect and read the form as its answer.
    private static void Refusals(CookieAuthenticationOptions cookie)
    {
        var toSignIn = cookie.Events.OnRedirectToLogin;
        cookie.Events.OnRedirectToLogin = context =>
        {
            if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null)
                return toSignIn(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }
}

internal static class Policies
{
    public const string Administrator = "Administrator";
}

internal static class Roles
{
    public const string Administrator = "Administrator";
}
