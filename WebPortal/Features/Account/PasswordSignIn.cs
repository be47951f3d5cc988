using System.Diagnostics;
using WebPortal.Data;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>What came out of a try to sign in with a password. All null: signed in.</summary>
/// <param name="Wait">There were too many tries; nothing was checked.</param>
/// <param name="What">Why not, in one sentence.</param>
/// <param name="Do">What to do; null when address and password did not match.</param>
internal sealed record SignInAnswer(ThrottleVerdict? Wait = null, string? What = null, string? Do = null);

/// <summary>The whole of a sign-in with a password: throttle, check, session, and a browser that is known from then on.</summary>
internal sealed partial class PasswordSignIn(
    SignInFlow flow,
    Throttle throttle,
    KnownBrowser known,
    AccountMail mail,
    AuditLog audit,
    SignInMetrics metrics,
    ILogger<PasswordSignIn> logger
)
{
    /// <summary>Names this try to the person and in the log.</summary>
    public static string Reference => Activity.Current?.TraceId.ToString()[..12] ?? "none";

    public async Task<SignInAnswer> TryAsync(HttpContext context, string email, string password, bool keep)
    {
        var verdict = await throttle.TryAsync(ThrottleRule.SignIn, context, email);
        if (verdict.Refused)
        {
            if (verdict.First)
                await audit.WriteAsync(AuditKinds.SignInThrottled, null, detail: verdict.Words);
            return new SignInAnswer(Wait: verdict);
        }
        var proof = new Proof("Password", "pwd");
        var (outcome, user) = await flow.CheckPasswordAsync(email, password, proof);
        if (outcome != PasswordOutcome.Matches)
            metrics.SignIn(proof.Provider, outcome.ToString());
        if (outcome is PasswordOutcome.Mismatch or PasswordOutcome.Unconfirmed)
        {
            // The same words and no try given back: whoever registers an address and signs in with it would learn whether it had an account.
            Log.Mismatch(logger, Reference);
            if (outcome == PasswordOutcome.Unconfirmed)
                await mail.ConfirmAsync(user!);
            return new SignInAnswer(What: "That address and password do not match.");
        }
        // From here on the password was right: whoever typed it may be told what is the matter.
        await throttle.ForgiveAsync(ThrottleRule.SignIn, context, email);
        if (outcome == PasswordOutcome.Disabled)
            return new SignInAnswer(What: "This account is disabled.", Do: "Ask the people who run this portal.");
        try
        {
            await flow.SignInAsync(context, user!, proof, keep);
        }
        catch (SessionRefusedException)
        {
            metrics.SignIn(proof.Provider, "Overtaken");
            return new SignInAnswer(
                What: "Your sessions were ended while you were signing in.",
                Do: "Please try again."
            );
        }
        known.Remember(context, email);
        return new SignInAnswer();
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "A sign-in failed: address and password do not match, or the address is not confirmed. {Reference}"
        )]
        public static partial void Mismatch(ILogger logger, string reference);
    }
}
