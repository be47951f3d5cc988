using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Admin;

/// <summary>Who did what to whom, newest first.</summary>
internal sealed class EventsModel(PortalDbContext db, EventSearch search) : PageModel
{
    private const int PageSize = 50;

    [FromQuery]
    public EventFilter Filter { get; set; } = new();

    [FromQuery(Name = "at")]
    public string? At { get; set; }

    internal List<AuditEvent> Events { get; private set; } = [];

    internal PersonNames Names { get; private set; } = null!;

    internal string? PersonError { get; private set; }

    internal bool HasNewer { get; private set; }

    internal bool HasOlder { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        (var criteria, PersonError) = await Filter.ToCriteriaAsync(db, ct);
        if (criteria is not null)
            await ReadAsync(criteria, EventCursor.Parse(At), ct);
        Names = await PersonNames.ReadAsync(
            db,
            Events.SelectMany(e => new[] { e.ActorId, e.SubjectId }),
            User.GetUserId()
        );
    }

    internal string Address(AuditEvent beside, bool backwards) =>
        "/admin/events" + Filter.Query(new EventCursor(beside.At, beside.Id, backwards).ToString());

    private async Task ReadAsync(EventCriteria criteria, EventCursor? cursor, CancellationToken ct)
    {
        Events = await search.PageAsync(criteria, cursor, PageSize, ct);
        var more = Events.Count > PageSize;
        if (more)
            Events.RemoveAt(PageSize);
        var backwards = cursor is { Backwards: true };
        if (backwards)
            Events.Reverse();
        (HasNewer, HasOlder) = backwards ? (more, true) : (cursor is not null, more);
    }
}
