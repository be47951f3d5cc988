using Microsoft.AspNetCore.Authentication;
using WebPortal.Features.Account;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Linking;
using WebPortal.Features.SocialLogin.Logout;
using WebPortal.Features.SocialLogin.Providers;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin;

internal static class SocialLoginModule
{
    /// <summary>
    /// A provider for each section that is there: <c>Authentication:Google</c>, <c>Authentication:GitHub</c>, and any number below
    /// <c>Authentication:OpenIdConnect</c>. See docs/social-login.md.
    /// </summary>
    public static void AddSocialLogin(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddProviders();
        services.AddHttpContextAccessor();
        services
            .AddHttpClient(Reachability.Client, client => client.Timeout = TimeSpan.FromSeconds(3))
            .ConfigurePrimaryHttpMessageHandler(LocalNames.CreateHandler);
        services.AddSingleton<SocialProviders>().AddSingleton<Reachability>();
        services.AddSingleton<UsedAttempts>().AddSingleton<EndedLogins>().AddSingleton<SeenTokens>();
        services.AddSingleton<PendingIdentities>();
        services.AddScoped<SocialStart>().AddScoped<SocialCallback>();
        services.AddScoped<ExternalSignIn>().AddScoped<ExternalProof>();
        services.AddScoped<LoginLinking>().AddScoped<LoginUnlinking>().AddScoped<NewAccounts>();
        services.AddScoped<ConnectionList>().AddScoped<LinkMail>();
        services.AddScoped<ProviderSessions>().AddScoped<ProviderSignOut>();
        services.AddScoped<BackChannelLogout>().AddScoped<RiskEvents>();
    }

    public static void MapSocialLogin(this WebApplication app)
    {
        app.MapPost("/sign-in/with/{scheme}", StartAsync).AllowAnonymous();
        app.MapPost("/prove/with/{scheme}", ProveAsync);
        app.MapPost(
            ProviderSignOut.Path,
            (HttpContext context, ProviderSignOut signOut) => signOut.SignOutAsync(context)
        );
        app.MapPost(
                BackChannelLogout.Path,
                (HttpContext context, string name, BackChannelLogout logout) => logout.ReceiveAsync(context, name)
            )
            .AllowAnonymous()
            .AllowCrossSite("A provider's server calls it; the signed token is the proof.");
        app.MapPost(
                RiskEvents.Path,
                (HttpContext context, string name, RiskEvents events) => events.ReceiveAsync(context, name)
            )
            .AllowAnonymous()
            .AllowCrossSite("A provider's server calls it; the signed token is the proof.");
    }

    private static async Task StartAsync(HttpContext context, string scheme, SocialStart start)
    {
        var form = await ReadAsync(context);
        var purpose = form["link"] == "true" ? Purpose.SignInAndLink : Purpose.SignIn;
        var attempt = new Attempt(purpose, SafeReturnUrl.Or(form["returnUrl"], "/")) { Keep = form["keep"] == "true" };
        await start.BeginAsync(context, scheme, attempt);
    }

    private static async Task ProveAsync(HttpContext context, string scheme, SocialStart start)
    {
        var form = await ReadAsync(context);
        var attempt = new Attempt(Purpose.Prove, SafeReturnUrl.Or(form["returnUrl"], "/account"))
        {
            UserId = context.User.GetUserId(),
        };
        await start.BeginAsync(context, scheme, attempt);
    }

    // A form token may come in a header, and then anything in the body.
    private static Task<IFormCollection> ReadAsync(HttpContext context) =>
        context.Request.HasFormContentType
            ? context.Request.ReadFormAsync(context.RequestAborted)
            : throw new BadHttpRequestException("A form is expected.", StatusCodes.Status415UnsupportedMediaType);
}
