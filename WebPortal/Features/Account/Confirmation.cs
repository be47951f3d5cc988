using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Account;

/// <summary>What a link "confirm your address" does: for a new account, or for a change of address.</summary>
internal sealed class Confirmation(
    UserManager<PortalUser> users,
    MailLinks links,
    SignInFlow flow,
    AccountMail mail,
    EmailChange change,
    Administrators administrators,
    AuditLog audit
)
{
    /// <summary>Whose link this browser brought along, if it works; dead when it did once.</summary>
    public async Task<((PortalUser User, MailLink Link)? Found, bool Dead)> FindAsync(HttpContext context)
    {
        if (links.Find(context) is not { } link)
            return (null, false);
        var user = await users.FindByIdAsync(link.UserId);
        return user is not null && await FitsAsync(user, link) ? ((user, link), false) : (null, true);
    }

    /// <summary>
    /// Whether the link changes the address of an account that is not this visitor's. Somebody may have asked for an address that is not theirs: were
    /// its owner's press enough, she would give it to the asker's account, and later be locked out of an account of her own (pre-hijacking).
    /// </summary>
    public static bool IsForeign((PortalUser User, MailLink Link)? found, ClaimsPrincipal visitor) =>
        found is { Link.NewEmail: not null } change
        && (visitor.Identity is not { IsAuthenticated: true } || visitor.GetUserId() != change.User.Id);

    /// <summary>Whether it is the password that was chosen at registration.</summary>
    public async Task<bool> KnowsPasswordAsync(PortalUser user, string? password)
    {
        if (await flow.MatchesAsync(user, password is { Length: <= PasswordRules.MaxLength } p ? p : ""))
            return true;
        await audit.WriteAsync(AuditKinds.ProofFailed, null, user.Id);
        return false;
    }

    /// <summary>From here on this browser carries a link to a new password.</summary>
    public async Task OfferNewPasswordAsync(HttpContext context, PortalUser user) =>
        links.Keep(context, new MailLink(user.Id, await users.GeneratePasswordResetTokenAsync(user), null));

    /// <summary>Sends the link again, if the address waits for one.</summary>
    public async Task SendAgainAsync(string email)
    {
        if (await users.FindByEmailAsync(email) is { EmailConfirmed: false } user)
            await mail.ConfirmAsync(user);
    }

    private Task<bool> FitsAsync(PortalUser user, MailLink link)
    {
        var (provider, purpose) = link.NewEmail is null
            ? (users.Options.Tokens.EmailConfirmationTokenProvider, UserManager<PortalUser>.ConfirmEmailTokenPurpose)
            : (
                users.Options.Tokens.ChangeEmailTokenProvider,
                UserManager<PortalUser>.GetChangeEmailTokenPurpose(link.NewEmail)
            );
        return users.VerifyUserTokenAsync(user, provider, purpose, link.Token);
    }

    /// <summary>False when the link was used in the meantime.</summary>
    public async Task<bool> DoAsync(HttpContext context, PortalUser user, MailLink link)
    {
        if (link.NewEmail is { } address)
            return await change.CompleteAsync(context, user, address, link.Token);
        if (!(await users.ConfirmEmailAsync(user, link.Token)).Succeeded)
            return false;
        await users.UpdateSecurityStampAsync(user); // The link worked once; Identity alone would let it work until it is too old.
        await audit.WriteAsync(AuditKinds.EmailConfirmed, user.Id, user.Id);
        await administrators.PromoteAsync(user);
        return true;
    }
}
