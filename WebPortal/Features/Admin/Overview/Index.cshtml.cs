using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Admin;

/// <summary>The administrators' start page. Each part is read by itself, so that one that fails leaves the others.</summary>
internal sealed class IndexModel(Dashboard dashboard, EventSearch events, PortalDbContext db) : PageModel
{
    private const int LastEvents = 10;

    internal Figures? Figures { get; private set; }

    /// <summary>Null when they cannot be read.</summary>
    internal (List<AuditEvent> Events, PersonNames Names)? Last { get; private set; }

    internal IReadOnlyList<RevocationJob> Jobs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Figures = await dashboard.ReadAsync(ct);
        try
        {
            var last = await events.PageAsync(new EventCriteria(null, null, null, null), null, LastEvents, ct);
            last = [.. last.Take(LastEvents)];
            var ids = last.SelectMany(e => new[] { e.ActorId, e.SubjectId });
            Last = (last, await PersonNames.ReadAsync(db, ids, User.GetUserId()));
            Jobs = await db
                .Jobs.AsNoTracking()
                .Where(j => j.Finished == null)
                .OrderBy(j => j.Created)
                .Take(5)
                .ToListAsync(ct);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            Last = null;
        }
    }

    /// <summary>A number that was read, or a dash. Never 0 for what is not known.</summary>
    internal static string Figure(int? value) => value?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–";
}
