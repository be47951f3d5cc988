using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Admin;

/// <summary>One thing that can be done to an account, and what forbids it.</summary>
/// <param name="Key">Its name in an address.</param>
/// <param name="Ends">All sessions of the person end, for this reason; null: they stay.</param>
/// <param name="Audit">The event; null: the job that ends the sessions records it.</param>
/// <param name="Done">"can sign in no more".</param>
/// <param name="Detail">What exactly, for the event.</param>
/// <param name="ApplyAsync">Changes the account, inside a transaction; or says why not.</param>
internal sealed record PersonChange(
    string Key,
    EndReason? Ends,
    string? Audit,
    string Done,
    string Detail,
    Func<PortalDbContext, PortalUser, string, DateTimeOffset, Task<string?>> ApplyAsync
)
{
    private const string Last = "This is the last administrator who can sign in. Make somebody else one first.";

    public static readonly IReadOnlyList<PersonChange> All =
    [
        new(
            "sign-out",
            EndReason.Revoked,
            null,
            "is signed out everywhere",
            "",
            (_, _, _, _) => Task.FromResult<string?>(null)
        ),
        new("disable", EndReason.AccountDisabled, AuditKinds.Disabled, "can sign in no more", "", DisableAsync),
        new("enable", null, AuditKinds.Enabled, "can sign in again", "", EnableAsync),
        new(
            "promote",
            EndReason.RoleChanged,
            AuditKinds.RoleChanged,
            "is an administrator from the next sign-in on",
            "made administrator: ",
            PromoteAsync
        ),
        new(
            "demote",
            EndReason.RoleChanged,
            AuditKinds.RoleChanged,
            "is no longer an administrator",
            "no longer administrator: ",
            DemoteAsync
        ),
    ];

    public static Task<bool> IsAdministratorAsync(PortalDbContext db, string userId) =>
        Administrators(db).AnyAsync(id => id == userId);

    internal static IQueryable<string> Administrators(PortalDbContext db) =>
        from link in db.UserRoles
        join role in db.Roles on link.RoleId equals role.Id
        where role.Name == Roles.Administrator
        select link.UserId;

    private static async Task<string?> DisableAsync(
        PortalDbContext db,
        PortalUser person,
        string by,
        DateTimeOffset now
    )
    {
        if (person.Id == by)
            return "You cannot disable your own account. Another administrator can.";
        if (person.Disabled is not null)
            return "The account was disabled already.";
        if (await IsLastAsync(db, person.Id))
            return Last;
        SetDisabled(person, now);
        return null;
    }

    private static Task<string?> EnableAsync(PortalDbContext db, PortalUser person, string by, DateTimeOffset now)
    {
        if (person.Disabled is null)
            return Task.FromResult<string?>("The account was enabled already.");
        SetDisabled(person, null);
        return Task.FromResult<string?>(null);
    }

    // With a new stamp: a save of the account by somebody who read it before fails, instead of writing the old value back.
    private static void SetDisabled(PortalUser person, DateTimeOffset? at) =>
        (person.Disabled, person.ConcurrencyStamp) = (at, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    private static async Task<string?> PromoteAsync(
        PortalDbContext db,
        PortalUser person,
        string by,
        DateTimeOffset now
    )
    {
        if (await IsAdministratorAsync(db, person.Id))
            return "That person is an administrator already.";
        var role = await db.Roles.SingleAsync(r => r.Name == Roles.Administrator);
        db.UserRoles.Add(new() { UserId = person.Id, RoleId = role.Id });
        return null;
    }

    private static async Task<string?> DemoteAsync(PortalDbContext db, PortalUser person, string by, DateTimeOffset now)
    {
        if (person.Id == by)
            return "You cannot take the role from yourself. Another administrator can.";
        var role = await db.Roles.SingleAsync(r => r.Name == Roles.Administrator);
        if (await db.UserRoles.FindAsync(person.Id, role.Id) is not { } link)
            return "That person is no administrator.";
        if (await IsLastAsync(db, person.Id))
            return Last;
        db.UserRoles.Remove(link);
        return null;
    }

    private static async Task<bool> IsLastAsync(PortalDbContext db, string userId)
    {
        var able = await Administrators(db)
            .Join(db.Users.Where(u => u.Disabled == null), id => id, u => u.Id, (id, _) => id)
            .ToListAsync();
        return able is [var only] && only == userId;
    }
}
