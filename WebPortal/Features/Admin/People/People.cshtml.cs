using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;

namespace WebPortal.Features.Admin;

/// <summary>Accounts by address, along its index: the page starts after (or ends before) an address.</summary>
internal sealed class PeopleModel(PortalDbContext db) : PageModel
{
    private const int PageSize = 50;

    [FromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>"administrators", "disabled", or everybody.</summary>
    [FromQuery(Name = "show")]
    public string? Show { get; set; }

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    [FromQuery(Name = "before")]
    public string? Before { get; set; }

    internal List<PortalUser> People { get; private set; } = [];

    internal IReadOnlySet<string> Administrators { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, int> Live { get; private set; } =
        new Dictionary<string, int>(StringComparer.Ordinal);

    internal bool HasPrevious { get; private set; }

    internal bool HasNext { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        People = await Page(Filtered()).ToListAsync(ct);
        var more = People.Count > PageSize;
        if (more)
            People.RemoveAt(PageSize);
        if (Before is not null)
            People.Reverse();
        (HasPrevious, HasNext) = Before is not null ? (more, true) : (After is not null, more);

        var ids = People.Select(p => p.Id).ToArray();
        Administrators = (
            await PersonChange.Administrators(db).Where(id => ids.Contains(id)).ToListAsync(ct)
        ).ToHashSet(StringComparer.Ordinal);
        Live = await db
            .Sessions.Where(s => s.Ended == null && ids.Contains(s.UserId))
            .GroupBy(s => s.UserId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, ct);
    }

    private IQueryable<PortalUser> Filtered()
    {
        var people = db.Users.AsNoTracking().Where(u => u.NormalizedEmail != null);
        if (Text?.Trim().ToUpperInvariant() is { Length: > 0 } text)
            people = people.Where(u => u.NormalizedEmail!.Contains(text));
        return Show switch
        {
            "administrators" => people.Where(u => PersonChange.Administrators(db).Contains(u.Id)),
            "disabled" => people.Where(u => u.Disabled != null),
            _ => people,
        };
    }

    private IQueryable<PortalUser> Page(IQueryable<PortalUser> people) =>
        Before is not null
            ? people
                .Where(u => string.Compare(u.NormalizedEmail, Before) < 0)
                .OrderByDescending(u => u.NormalizedEmail)
                .Take(PageSize + 1)
            : people
                .Where(u => string.Compare(u.NormalizedEmail, After ?? "") > 0)
                .OrderBy(u => u.NormalizedEmail)
                .Take(PageSize + 1);
}
