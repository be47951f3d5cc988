using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>What all providers have in common, whatever they speak.</summary>
internal static class RemoteDefaults
{
    /// <summary>How long a person may stay at the provider.</summary>
    public static readonly TimeSpan AttemptLifetime = TimeSpan.FromMinutes(10);

    public static void Apply(RemoteAuthenticationOptions options, TimeSpan timeout)
    {
        options.RemoteAuthenticationTimeout = AttemptLifetime;
        options.BackchannelTimeout = timeout;
        options.BackchannelHttpHandler = LocalNames.CreateHandler();
        options.SaveTokens = false; // Nothing here acts for the person at the provider: tokens would only be something to lose.
        // Lax, not None: the answer comes as a GET navigation, on which Lax cookies are sent; Strict ones are not, after a click on the provider's page.
        Harden(options.CorrelationCookie, CookieNames.CorrelationPrefix);
        options.Events.OnTicketReceived = context =>
        {
            context.HandleResponse(); // No sign-in scheme sees the provider's claims: what they mean here is decided by SocialCallback.
            return Callback(context.HttpContext)
                .ReceiveAsync(context.HttpContext, context.Scheme.Name, context.Properties);
        };
        options.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            return Callback(context.HttpContext)
                .FailAsync(
                    context.HttpContext,
                    context.Scheme.Name,
                    context.Properties ?? PropertiesOf(context),
                    context.Failure
                );
        };
        options.Events.OnAccessDenied = context =>
        {
            context.HandleResponse();
            return Callback(context.HttpContext)
                .FailAsync(
                    context.HttpContext,
                    context.Scheme.Name,
                    context.Properties,
                    new SocialProblem(Outcome.Cancelled)
                );
        };
    }

    public static void Harden(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.Path = "/"; // What __Host- demands, and so no other path can shadow it.
        cookie.HttpOnly = true;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.IsEssential = true;
    }

    // What is thrown while the code is redeemed, long after state and cookie were compared, arrives without them.
    private static AuthenticationProperties? PropertiesOf(RemoteFailureContext context)
    {
        var format = context.Options switch
        {
            OAuthOptions o => o.StateDataFormat,
            OpenIdConnectOptions o => o.StateDataFormat,
            _ => null,
        };
        return format?.Unprotect(context.Request.Query["state"]);
    }

    private static SocialCallback Callback(HttpContext context) =>
        context.RequestServices.GetRequiredService<SocialCallback>();
}
