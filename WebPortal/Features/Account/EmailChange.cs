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
    EndingChange ending
)
{
    /// <summary>False when the token does not fit any more, or somebody else has the address now.</summary>
    public async Task<bool> CompleteAsync(HttpContext context, PortalUser user, string address, string token)
    {
        var old = user.Email!;
        await sessions.GetEpochAsync(user.Id); // When Redis is away: before anything is changed.
        var isOwn = context.User.Identity is { IsAuthenticated: true } && context.User.GetUserId() == user.Id;
        var own = isOwn ? context.GetUserSession().Live?.Id : null;
        user.UserName = address;
        var (changed, ended) = await ending.SaveAsync(
            user,
            AuditKinds.EmailChanged,
            own,
            () => users.ChangeEmailAsync(user, address, token)
        );
        if (!changed.Succeeded)
            return false;
        if (ended is null)
            return true; // Redis went away meanwhile: the job ends them, and there is no new key now.
        if (own is not null)
            await RotateAsync(context, user);
        await mail.AddressChangedAsync(old);
        return true;
    }

    private async Task RotateAsync(HttpContext context, PortalUser user)
    {
        try
        {
            // The link proves the address, not who presses: the time and the methods of the last proof stay.
            await flow.RotateAsync(context, user, null, await sessions.GetEpochAsync(user.Id));
        }
        catch (SessionRefusedException)
        {
            // Ended by somebody in the meantime: then it stays ended.
        }
    }
}
