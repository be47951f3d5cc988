using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Security;

namespace WebPortal.Features.Account;

/// <summary>
/// The first administrators, named by <c>Portal:Administrators:0</c>, <c>:1</c> … An address gets the role once its account is confirmed: at
/// start for those that exist, otherwise when the link is opened. Taking a name out of the setting takes no role away, and from whom an administrator
/// took the role it does not come back by a restart.
/// </summary>
internal sealed class Administrators(
    UserManager<PortalUser> users,
    PortalDbContext db,
    AuditLog audit,
    IConfiguration configuration
)
{
    public const string Setting = "Portal:Administrators";

    private string[] Named => configuration.GetSection(Setting).Get<string[]>() ?? [];

    public async Task PromoteAllAsync()
    {
        foreach (var address in Named)
        {
            if (await users.FindByEmailAsync(address) is { } user)
                await PromoteAsync(user);
        }
    }

    /// <summary>Gives the role if the account's address is confirmed and named. Call it when an address has become confirmed.</summary>
    public async Task PromoteAsync(PortalUser user)
    {
        if (
            !user.EmailConfirmed
            || !Named.Contains(user.Email, StringComparer.OrdinalIgnoreCase)
            || await users.IsInRoleAsync(user, Roles.Administrator)
            || await db.Events.AnyAsync(e =>
                e.Kind == AuditKinds.RoleChanged && e.SubjectId == user.Id && e.ActorId != null
            )
        )
            return;
        await users.AddToRoleAsync(user, Roles.Administrator);
        await audit.WriteAsync(AuditKinds.RoleChanged, null, user.Id, detail: $"Administrator, named by {Setting}");
    }

    /// <summary>Whether the portal would have no administrator without this one.</summary>
    public async Task<bool> IsLastAsync(PortalUser user)
    {
        var all = await users.GetUsersInRoleAsync(Roles.Administrator);
        return all.Any(a => a.Id == user.Id) && !all.Any(a => a.Id != user.Id && a.Disabled is null);
    }
}
