using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>The second half of a change of address: the link in the mail to the new one was opened.</summary>
internal sealed class EmailChange(
    UserManager<PortalUser> users,
    UserSessions sessions,
    SignInFlow flow,
    AccountMail mail,
    AuditLog audit
)
{
    /// <summary>False when the token does not fit any more, or somebody else has the address now.</summary>
    public async Task<bool> CompleteAsync(HttpContext context, PortalUser user, string address, string token)
    {
        var old = user.Email!;
        await sessions.GetEpochAsync(user.Id); // When Redis is away: before anything is changed.
        user.UserName = address;
        if (!(await users.ChangeEmailAsync(user, address, token)).Succeeded)
            return false;
        await EndOthersAsync(context, user);
        await audit.WriteAsync(AuditKinds.EmailChanged, user.Id, user.Id);
        await mail.AddressChangedAsync(old);
        return true;
    }

    private async Task EndOthersAsync(HttpContext context, PortalUser user)
    {
        var isOwn = context.User.Identity is { IsAuthenticated: true } && context.User.GetUserId() == user.Id;
        var own = isOwn ? context.GetUserSession().Live?.Id : null;
        await sessions.EndAllAsync(user.Id, EndReason.PasswordChanged, user.Id, exceptId: own);
        if (own is null)
            return;
        try
        {
            await flow.RotateAsync(context, user, "pwd", await sessions.GetEpochAsync(user.Id));
        }
        catch (SessionRefusedException)
        {
            // Ended by somebody in the meantime: then it stays ended.
        }
    }
}
