using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Linking;
using WebPortal.Features.SocialLogin.Logout;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>
/// What an identity may do. It signs in to the account that it is linked to, and to no other. With an address that the provider verified and that is
/// free it gets a new account; with that of an existing account it waits for that account's proof; without one it waits for a mail to be answered.
/// </summary>
internal sealed class ExternalSignIn(
    UserManager<PortalUser> users,
    UserSessions sessions,
    SignInFlow flow,
    LoginLinking linking,
    NewAccounts accounts,
    PendingIdentities pending,
    EndedLogins ended,
    ProviderSessions providerSessions,
    PortalDbContext db,
    SignInMetrics metrics,
    AuditLog audit
)
{
    public const string LinkPage = "/sign-in/link";
    public const string AddressPage = "/sign-in/address";

    /// <summary>Where to go on.</summary>
    public async Task<string> SignInAsync(HttpContext context, ExternalIdentity identity, Attempt attempt)
    {
        // Each round leads to an end or was overtaken by somebody who changed what it had read: then look again.
        for (var round = 0; round < 3; round++)
        {
            db.ChangeTracker.Clear();
            if (await linking.FindOwnerAsync(identity) is { } owner)
            {
                if (await EnterAsync(context, owner, identity, attempt) is { } next)
                    return next;
                continue;
            }
            if (ProvenAddress.Of(identity) is not { } email)
                return await WaitAsync(context, identity, attempt, userId: null, AddressPage);
            switch (await accounts.FindByAddressAsync(email))
            {
                case null:
                    await accounts.CreateAsync(identity, email);
                    break;
                case { EmailConfirmed: false } squatter:
                    await accounts.DiscardAsync(squatter, identity.Provider);
                    break;
                case { } existing:
                    return await WaitAsync(context, identity, attempt, existing.Id, LinkPage);
            }
        }
        return Outcomes.Address(Outcome.Refused, identity.Provider, attempt);
    }

    /// <summary>Null when the login was unlinked in between.</summary>
    private async Task<string?> EnterAsync(
        HttpContext context,
        string userId,
        ExternalIdentity identity,
        Attempt attempt
    )
    {
        // The epoch before the account and its login are read: disabling, "end all" and unlinking win over this sign-in.
        var proof = new Proof(identity.Provider, identity.Amr)
        {
            Epoch = await sessions.GetEpochAsync(userId),
            AuthTime = identity.AuthTime,
            Subject = identity.Subject,
            ProviderSessionId = identity.SessionId,
            IdToken = identity.IdToken,
        };
        if (await users.FindByIdAsync(userId) is not { } user || await linking.FindOwnerAsync(identity) != userId)
            return null;
        string Problem(Outcome outcome)
        {
            metrics.SignIn(identity.Provider, outcome.ToString());
            return Outcomes.Address(outcome, identity.Provider, attempt);
        }
        if (user.Disabled is not null)
        {
            await audit.WriteAsync(
                AuditKinds.SignInFailed,
                null,
                userId,
                detail: $"{identity.Provider}: the account is disabled"
            );
            return Problem(Outcome.Disabled);
        }
        if (await ended.EndedSinceAsync(identity, attempt.Sequence))
            return Problem(Outcome.EndedByProvider);
        try
        {
            await flow.SignInAsync(context, user, proof, attempt.Keep);
        }
        catch (SessionRefusedException)
        {
            return Problem(Outcome.Overtaken);
        }
        // Once more, now that the ledger names the session: an end that came in between found no row, and is found here.
        if (await ended.EndedSinceAsync(identity, attempt.Sequence))
        {
            await providerSessions.EndAsync(
                identity.Provider,
                identity.Subject,
                identity.SessionId,
                EndReason.ProviderSaidSo,
                by: null
            );
            return Problem(Outcome.EndedByProvider);
        }
        if (attempt.Purpose == Purpose.SignInAndLink)
            return await linking.LinkPendingAsync(context, user, attempt.ReturnUrl);
        return attempt.ReturnUrl;
    }

    private async Task<string> WaitAsync(
        HttpContext context,
        ExternalIdentity identity,
        Attempt attempt,
        string? userId,
        string page
    )
    {
        var waiting = new PendingIdentity(identity, attempt.ReturnUrl, attempt.Keep, userId, attempt.Sequence);
        await pending.HoldAsync(context, waiting);
        return page;
    }
}
