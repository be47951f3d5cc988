using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Logout;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>Removes a login from an account, unless it is the last way in, and ends the sessions that came in through it.</summary>
internal sealed class LoginUnlinking(
    UserManager<PortalUser> users,
    PortalDbContext db,
    ConnectionList connections,
    ProviderSessions providerSessions,
    LinkMail mail,
    AuditLog audit
)
{
    public async Task<Outcome> UnlinkAsync(string userId, string provider, string key)
    {
        for (var round = 0; round < 3; round++)
        {
            db.ChangeTracker.Clear();
            // The account and its stamp first, then what is counted: whoever takes away another way in changes the stamp, and the save below finds
            // no row with the old one. One statement decides, in SQLite and SQL Server alike; no isolation level is relied on.
            if (await users.FindByIdAsync(userId) is not { } user)
                return Outcome.Refused;
            if (!(await connections.OfAsync(userId)).Any(c => c.Provider == provider && c.Key == key))
                return Outcome.Unlinked; // Already: a second press says the same.
            if (await connections.OtherWaysInAsync(user, provider, key) == 0)
                return Outcome.LastWayIn;
            if (await RemoveAsync(user, provider, key))
            {
                await providerSessions.EndAsync(provider, key, sessionId: null, EndReason.LoginRemoved, userId);
                await audit.WriteAsync(AuditKinds.LoginUnlinked, userId, userId, detail: provider);
                await mail.UnlinkedAsync(user, provider);
                return Outcome.Unlinked;
            }
        }
        return Outcome.Refused;
    }

    private async Task<bool> RemoveAsync(PortalUser user, string provider, string key)
    {
        try
        {
            return (await users.RemoveLoginAsync(user, provider, key)).Succeeded;
        }
        catch (DbUpdateException)
        {
            return false; // The row was removed by somebody else between reading and saving.
        }
    }
}
