using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Linking;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>
/// A fresh proof by a linked login, for people without a password. Where the provider says when it last asked (auth_time), that must be after this
/// attempt began; GitHub and Google do not say, and there the way there and back has to do (docs/social-login.md).
/// </summary>
internal sealed class ExternalProof(
    UserManager<PortalUser> users,
    UserSessions sessions,
    SignInFlow flow,
    SocialProviders providers,
    LoginLinking linking,
    AuditLog audit
)
{
    public async Task<string> ProveAsync(HttpContext context, ExternalIdentity identity, Attempt attempt)
    {
        string Problem(Outcome outcome) => Outcomes.Address(outcome, identity.Provider, attempt);
        var userId = await SignedIn.UserIdAsync(context);
        if (userId is null || userId != attempt.UserId)
            return Problem(Outcome.SignedOutMeanwhile);
        // The epoch before the account and its logins: see SignInFlow.
        var epoch = await sessions.GetEpochAsync(userId);
        if (await linking.FindOwnerAsync(identity) != userId)
        {
            await audit.WriteAsync(
                AuditKinds.ProofFailed,
                userId,
                userId,
                detail: $"Another login of {identity.Provider}"
            );
            return Problem(Outcome.SomebodyElse);
        }
        if (await users.FindByIdAsync(userId) is not { Disabled: null } user)
            return Problem(Outcome.Disabled);
        if (
            await providers.FindAsync(identity.Provider) is { KnowsAuthTime: true }
            && !(identity.AuthTime >= attempt.Started - ProviderTokens.ClockSkew)
        )
            return Problem(Outcome.NotAnew);
        try
        {
            await flow.RotateAsync(context, user, identity.Amr, epoch);
        }
        catch (SessionRefusedException)
        {
            return Problem(Outcome.Overtaken);
        }
        await audit.WriteAsync(AuditKinds.ProvenAgain, userId, userId, detail: identity.Provider);
        return attempt.ReturnUrl;
    }
}
