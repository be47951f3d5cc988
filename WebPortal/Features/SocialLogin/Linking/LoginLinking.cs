using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.SocialLogin.Callback;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>Ties a provider's login to an account: only to the one that is signed in, or has just been proven.</summary>
internal sealed class LoginLinking(
    UserManager<PortalUser> users,
    PortalDbContext db,
    PendingIdentities pending,
    LinkMail mail,
    AuditLog audit,
    TimeProvider time
)
{
    /// <summary>The account of this login. A person is (provider, subject), compared by characters; an address never finds anybody.</summary>
    public async Task<string?> FindOwnerAsync(ExternalIdentity identity)
    {
        var login = await db
            .UserLogins.AsNoTracking()
            .FirstOrDefaultAsync(l => l.LoginProvider == identity.Provider && l.ProviderKey == identity.Subject);
        return login is not null && login.LoginProvider == identity.Provider && login.ProviderKey == identity.Subject
            ? login.UserId
            : null;
    }

    /// <summary>For <see cref="Purpose.Link"/>: the account must still be signed in here.</summary>
    public async Task<string> LinkAsync(HttpContext context, ExternalIdentity identity, Attempt attempt)
    {
        var userId = await SignedIn.UserIdAsync(context);
        if (userId is null || userId != attempt.UserId || await users.FindByIdAsync(userId) is not { } user)
            return Outcomes.Address(Outcome.SignedOutMeanwhile, identity.Provider, attempt: null);
        return Outcomes.Address(await AddAsync(user, identity), identity.Provider, attempt);
    }

    /// <summary>Links what waits for <paramref name="user"/>, who has just been proven by another way.</summary>
    public async Task<string> LinkPendingAsync(HttpContext context, PortalUser user, string otherwise)
    {
        if (await pending.TakeAsync(context) is not { } waiting || waiting.UserId != user.Id)
            return otherwise;
        var outcome = await AddAsync(user, waiting.Identity);
        return outcome is Outcome.Linked or Outcome.AlreadyLinked
            ? waiting.ReturnUrl
            : "/account/connections?outcome=" + outcome + "&with=" + Uri.EscapeDataString(waiting.Identity.Provider);
    }

    private async Task<Outcome> AddAsync(PortalUser user, ExternalIdentity identity)
    {
        if (await FindOwnerAsync(identity) is { } owner)
            return owner == user.Id ? Outcome.AlreadyLinked : Outcome.TakenByOther;
        db.AddLogin(user.Id, identity, time.GetUtcNow());
        try
        {
            // Saves the row too, and changes the account's stamp: an unlinking under way must count its ways in again.
            if (!(await users.UpdateAsync(user)).Succeeded)
                return Outcome.Refused;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return await FindOwnerAsync(identity) == user.Id ? Outcome.AlreadyLinked : Outcome.TakenByOther;
        }
        await audit.WriteAsync(AuditKinds.LoginLinked, user.Id, user.Id, detail: identity.Provider);
        await mail.LinkedAsync(user, identity.Provider);
        return Outcome.Linked;
    }
}

internal static class SignedIn
{
    /// <summary>
    /// Who is signed in. A callback runs inside the authentication middleware, before it has looked at the session cookie.
    /// Throws when the store did not answer: an outage is not a sign-out.
    /// </summary>
    public static async Task<string?> UserIdAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync();
        if (Sessions.CurrentSessionExtensions.GetUserSession(context).Unchecked)
            throw new TimeoutException("The session store did not answer.");
        return result.Succeeded ? result.Principal.GetUserId() : null;
    }
}
