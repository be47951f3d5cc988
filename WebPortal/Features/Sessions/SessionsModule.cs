using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WebPortal.Features.Sessions;

internal static class SessionsModule
{
    /// <summary>
    /// Keeps the sessions of a cookie scheme in Redis. Call it after <c>AddCookie</c>, with an <c>IConnectionMultiplexer</c> in the container.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="scheme">The cookie scheme to take over.</param>
    public static IServiceCollection AddUserSessions(
        this IServiceCollection services,
        string scheme = CookieAuthenticationDefaults.AuthenticationScheme
    )
    {
        services.AddOptions<UserSessionOptions>().BindConfiguration(UserSessionOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<UserSessionOptions>, UserSessionOptionsValidation>()
        );
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISessionLedger, NoSessionLedger>();
        services.AddMetrics();
        services.AddSingleton<SessionMetrics>();
        services.AddSingleton<ISessionStore, RedisSessionStore>();
        services.AddSingleton<UserSessions>();
        services.AddSingleton<SessionTicketStore>();
        services.AddSingleton<ExactCookieManager>().AddSingleton<BareKeyFormat>();
        services.AddSingleton<SessionFeed>().AddHostedService(p => p.GetRequiredService<SessionFeed>());
        services.AddSingleton<SessionStreams>().AddHostedService(p => p.GetRequiredService<SessionStreams>());

        services.AddTransient<SessionCookieHandler>();
        services.Configure<AuthenticationOptions>(o => o.SchemeMap[scheme].HandlerType = typeof(SessionCookieHandler));
        services
            .AddOptions<CookieAuthenticationOptions>(scheme)
            .Configure<SessionTicketStore, ExactCookieManager, BareKeyFormat, IOptions<UserSessionOptions>>(Configure);
        return services;
    }

    private static void Configure(
        CookieAuthenticationOptions cookie,
        SessionTicketStore store,
        ExactCookieManager manager,
        BareKeyFormat format,
        IOptions<UserSessionOptions> options
    )
    {
        cookie.SessionStore = store;
        cookie.CookieManager = manager;
        cookie.TicketDataFormat = format;
        cookie.SlidingExpiration = false; // The store keeps idle time; a late renewal is how revoked sessions come back elsewhere.
        cookie.ExpireTimeSpan = options.Value.KeepAbsoluteLimit; // Only the cookie's own Expires, when it is to outlive the browser.
        cookie.Cookie.Name = options.Value.CookieName;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.Cookie.Path = "/";
        // Not Strict: a Strict cookie is missing on the way back from an identity provider and on links from mail (docs/sessions.md).
        cookie.Cookie.SameSite = SameSiteMode.Lax;
    }
}

internal sealed class UserSessionOptionsValidation : IValidateOptions<UserSessionOptions>
{
    public ValidateOptionsResult Validate(string? name, UserSessionOptions options) =>
        options.IsValid(out var why) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(why!);
}
