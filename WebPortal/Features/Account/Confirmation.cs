using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Account;

/// <summary>What a link "confirm your address" does: for a new account, or for a change of address.</summary>
internal sealed class Confirmation(
    UserManager<PortalUser> users,
    EmailChange change,
    Administrators administrators,
    AuditLog audit
)
{
    /// <summary>Whether the link works (still).</summary>
    public Task<bool> FitsAsync(PortalUser user, MailLink link)
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
