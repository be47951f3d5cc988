using Microsoft.AspNetCore.Authentication;
using StackExchange.Redis;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.SocialLogin.Logout;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>Sends a person to a provider. Only called for a form with an antiforgery token: nobody can be made to start an attempt.</summary>
internal sealed partial class SocialStart(
    SocialProviders providers,
    Reachability reachability,
    EndedLogins ended,
    Throttle throttle,
    TimeProvider time,
    ILogger<SocialStart> logger
)
{
    /// <summary>Writes the answer: a redirect to the provider, or to a page that says why not.</summary>
    public async Task BeginAsync(HttpContext context, string? scheme, Attempt attempt)
    {
        if (await providers.FindAsync(scheme) is not { } provider)
        {
            context.Response.Redirect(Outcomes.Address(Outcome.NoSuchProvider, "", attempt));
            return;
        }
        // Each start asks the provider, leaves cookies, and may push a request: not without end for one network, finished ones aside.
        if ((await throttle.TryNetworkAsync(ThrottleRule.ProviderStart, context)) is { Refused: true })
        {
            context.Response.Redirect(Outcomes.Address(Outcome.TooManyStarts, provider.Scheme, attempt));
            return;
        }
        if (!await reachability.AnswersAsync(provider, context.RequestAborted))
        {
            Log.NotAnswering(logger, provider.Scheme);
            context.Response.Redirect(Outcomes.Address(Outcome.NotAnswering, provider.Scheme, attempt));
            return;
        }
        AttemptCookies.Prune(context);
        var properties = new AuthenticationProperties();
        (attempt with { Sequence = await ended.NowAsync(), Started = time.GetUtcNow() }).WriteTo(properties);
        try
        {
            // The handler fetches the provider's metadata here, and pushes the request where the provider takes it (RFC 9126).
            await context.ChallengeAsync(provider.Scheme, properties);
        }
        catch (Exception e) when (e is not RedisException && !context.RequestAborted.IsCancellationRequested)
        {
            Log.NotStarted(logger, e, provider.Scheme);
            var outcome = Outages.Is(e) ? Outcome.NotAnswering : Outcome.Refused;
            context.Response.Redirect(Outcomes.Address(outcome, provider.Scheme, attempt));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Provider} does not answer; nobody is sent there.")]
        public static partial void NotAnswering(ILogger logger, string provider);

        [LoggerMessage(2, LogLevel.Warning, "A sign-in with {Provider} could not be started.")]
        public static partial void NotStarted(ILogger logger, Exception exception, string provider);
    }
}
