using System.Numerics;
using Microsoft.AspNetCore.Authentication;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;
using WebPortal.Features.SocialLogin.Linking;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>
/// What a provider's answer leads to. By the time it is called for a success, the framework's handler has checked state, correlation, PKCE and code, and
/// the provider's own checks have left an <see cref="ExternalIdentity"/>. A failure touches no session: whoever was signed in still is.
/// </summary>
internal sealed partial class SocialCallback(
    UsedAttempts used,
    ExternalSignIn signIn,
    LoginLinking linking,
    ExternalProof proof,
    Throttle throttle,
    SignInMetrics metrics,
    AuditLog audit,
    ILogger<SocialCallback> logger
)
{
    // The framework's name for the correlation id inside the properties; it takes it out when it has compared it with the cookie.
    private const string CorrelationItem = ".xsrf";

    public async Task ReceiveAsync(HttpContext context, string scheme, AuthenticationProperties? properties)
    {
        if (
            Attempt.ReadFrom(properties) is not { } attempt
            || context.Features.Get<ExternalIdentity>() is not { } identity
        )
        {
            await FailAsync(context, scheme, properties, new SocialProblemForeign());
            return;
        }
        if (!await used.TakeAsync(attempt.Id))
        {
            context.Response.Redirect(Outcomes.Address(Outcome.AlreadyUsed, scheme, attempt));
            return;
        }
        await throttle.ForgiveNetworkAsync(ThrottleRule.ProviderStart, context);
        context.Response.Redirect(
            attempt.Purpose switch
            {
                Purpose.Link => await linking.LinkAsync(context, identity, attempt),
                Purpose.Prove => await proof.ProveAsync(context, identity, attempt),
                _ => await signIn.SignInAsync(context, identity, attempt),
            }
        );
    }

    public async Task FailAsync(
        HttpContext context,
        string scheme,
        AuthenticationProperties? properties,
        Exception? failure
    )
    {
        var attempt = Attempt.ReadFrom(properties);
        var outcome = await JudgeAsync(context, attempt, properties, failure);
        metrics.SignIn(scheme, outcome.ToString());
        if (outcome == Outcome.NotStartedHere)
        {
            Log.NotStartedHere(logger, scheme);
            await RecordAsync(context, scheme);
        }
        else
        {
            Log.Failed(logger, scheme, outcome, failure?.GetType().Name);
            if (attempt is not null && outcome != Outcome.AlreadyUsed)
                await used.TakeAsync(attempt.Id);
        }
        context.Response.Redirect(Outcomes.Address(outcome, scheme, attempt));
    }

    // Anybody can send such an answer, without a session or a form. Beyond the network's budget only each doubling is written down, with their number.
    private async Task RecordAsync(HttpContext context, string scheme)
    {
        var verdict = await throttle.TryNetworkAsync(ThrottleRule.StateMismatch, context);
        if (verdict.Refused && !BitOperations.IsPow2(verdict.Nth))
            return;
        var more = verdict.Refused ? $"; {verdict.Nth} more of late from this network" : "";
        await audit.WriteAsync(
            AuditKinds.StateMismatch,
            null,
            detail: $"At {scheme}: not started in this browser{more}"
        );
    }

    private async Task<Outcome> JudgeAsync(
        HttpContext context,
        Attempt? attempt,
        AuthenticationProperties? properties,
        Exception? failure
    )
    {
        // The state could not be read, or is none of ours.
        if (attempt is null)
            return failure is not null && Outages.Is(failure) ? Outcome.NotAnswering : Outcome.NotStartedHere;
        // The OpenID Connect handler reports a refusal before it looks for the cookie: an answer that was not asked for here is nobody's refusal.
        if (properties!.Items.TryGetValue(CorrelationItem, out var correlation))
        {
            var cookie = CookieNames.CorrelationPrefix + correlation;
            if (!context.Request.Cookies.ContainsKey(cookie))
                return await UsedOrForeignAsync(attempt);
            AttemptCookies.Drop(context, cookie);
        }
        return failure switch
        {
            _ when Inner<SocialProblem>(failure) is { } problem => problem.Outcome,
            { Message: "Correlation failed." } => await UsedOrForeignAsync(attempt),
            _ when Outages.Is(failure) => Outcome.NotAnswering,
            _ when Inner<Microsoft.IdentityModel.Tokens.SecurityTokenException>(failure) is not null =>
                Outcome.NotBelieved,
            _ when Inner<Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectProtocolInvalidNonceException>(
                    failure
                )
                    is not null => Outcome.NotBelieved,
            _ => Outcome.Refused,
        };
    }

    private async Task<Outcome> UsedOrForeignAsync(Attempt attempt) =>
        await used.IsTakenAsync(attempt.Id) ? Outcome.AlreadyUsed : Outcome.NotStartedHere;

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is T found)
                return found;
        }
        return null;
    }

    /// <summary>The handler accepted a state that is not one of <see cref="SocialStart"/>'s.</summary>
    private sealed class SocialProblemForeign : Exception;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "State mismatch at {Provider}: an answer that was not asked for here was refused."
        )]
        public static partial void NotStartedHere(ILogger logger, string provider);

        [LoggerMessage(2, LogLevel.Information, "A sign-in with {Provider} ended as {Outcome} ({Failure}).")]
        public static partial void Failed(ILogger logger, string provider, Outcome outcome, string? failure);
    }
}
