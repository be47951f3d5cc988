using Microsoft.EntityFrameworkCore;
using WebPortal.Data;

namespace WebPortal.Features.Admin;

/// <summary>E-mail addresses by user id, for the few people that a page shows.</summary>
internal sealed class PersonNames(IReadOnlyDictionary<string, string> names, string ownId)
{
    public static async Task<PersonNames> ReadAsync(PortalDbContext db, IEnumerable<string?> ids, string ownId)
    {
        var wanted = ids.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return new PersonNames(
            await db
                .Users.AsNoTracking()
                .Where(u => wanted.Contains(u.Id))
                .ToDictionaryAsync(u => u.Id, u => u.Email ?? u.Id, StringComparer.Ordinal),
            ownId
        );
    }

    public string Of(string id) => names.GetValueOrDefault(id, "a deleted account");

    /// <summary>"you", an address, or "the portal".</summary>
    public string Actor(string? id) =>
        id is null ? "the portal"
        : id == ownId ? "you"
        : Of(id);
}
