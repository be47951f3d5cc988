using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Callback;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>Accounts that begin with a provider's login, and those that must give way to one.</summary>
internal sealed class NewAccounts(
    UserManager<PortalUser> users,
    PortalDbContext db,
    RevocationJobs jobs,
    EndingChange ending,
    Administrators administrators,
    AuditLog audit,
    TimeProvider time
)
{
    public Task<PortalUser?> FindByAddressAsync(string email)
    {
        var normalized = users.NormalizeEmail(email);
        return db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == normalized);
    }

    /// <summary>An account without a password, its address proven. Does nothing when somebody was faster: the caller looks again.</summary>
    public async Task CreateAsync(ExternalIdentity identity, string email)
    {
        var user = new PortalUser
        {
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            DisplayName = PersonName.Clean(identity.Name, email.Split('@')[0]),
            Created = time.GetUtcNow(),
        };
        // Saved together with the account: no account without its login, no login of nobody.
        db.AddLogin(user.Id, identity, time.GetUtcNow());
        try
        {
            if (!(await users.CreateAsync(user)).Succeeded)
            {
                db.ChangeTracker.Clear();
                return;
            }
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return;
        }
        await audit.WriteAsync(AuditKinds.Registered, user.Id, user.Id, detail: $"By {identity.Provider}");
        await administrators.PromoteAsync(user);
    }

    /// <summary>
    /// Pre-hijacking: somebody registered an address that was not theirs, and waits for its owner to move in. The owner has come, so all that was
    /// prepared goes: password, passkeys, logins, pending changes and sessions. Nothing of value is lost, since an unconfirmed account cannot sign in.
    /// One save deletes the account and orders the end of its sessions, which so follows even when Redis or this process dies in between.
    /// </summary>
    public async Task DiscardAsync(PortalUser squatter, string provider)
    {
        if (await users.FindByIdAsync(squatter.Id) is not { EmailConfirmed: false } account)
            return;
        var job = jobs.AddPerson(account, EndReason.AccountDeleted, by: null, words: null);
        job.Title = account.Id; // The address goes with the account.
        audit.Add(
            AuditKinds.Deleted,
            null,
            account.Id,
            detail: $"Never confirmed; the owner of its address came with {provider}"
        );
        // Refused when the account was changed meanwhile, by its confirmation perhaps: the caller looks again.
        if ((await users.DeleteAsync(account)).Succeeded)
            await ending.EndAsync(job);
        else
            db.ChangeTracker.Clear();
    }
}

internal static class LoginRows
{
    /// <summary>Adds the row; the caller saves.</summary>
    public static void AddLogin(this PortalDbContext db, string userId, ExternalIdentity identity, DateTimeOffset at)
    {
        var label = identity.Email ?? identity.Name ?? "";
        var login = new IdentityUserLogin<string>
        {
            UserId = userId,
            LoginProvider = identity.Provider,
            ProviderKey = identity.Subject,
            // Tells two logins of one provider apart; text of the provider's, nothing decides by it.
            ProviderDisplayName = PersonName.Clean(label, ""),
        };
        db.UserLogins.Add(login);
        db.Entry(login).Property(LoginConfiguration.LinkedAt).CurrentValue = (DateTimeOffset?)at;
    }
}
