using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;

namespace WebPortal.Features.Account;

/// <summary>What happened to the account, newest first, paged by the last row seen.</summary>
internal sealed class ActivityModel(PortalDbContext db) : PageModel
{
    private const int PageSize = 25;

    internal IReadOnlyList<AuditEvent> Events { get; private set; } = [];

    public string UserId => User.GetUserId();

    /// <summary>Cursor of the next page; null on the last.</summary>
    public string? Older { get; private set; }

    public bool IsFirst { get; private set; } = true;

    public async Task OnGetAsync([FromQuery] string? before)
    {
        var me = UserId;
        var events = db.Events.AsNoTracking().Where(e => e.SubjectId == me);
        if (Parse(before) is var (at, id))
        {
            IsFirst = false;
            events = events.Where(e => e.At < at || (e.At == at && e.Id < id));
        }
        var rows = await events
            .OrderByDescending(e => e.At)
            .ThenByDescending(e => e.Id)
            .Take(PageSize + 1)
            .ToListAsync();
        Events = [.. rows.Take(PageSize)];
        if (rows.Count > PageSize)
            Older = string.Create(CultureInfo.InvariantCulture, $"{Events[^1].At.UtcTicks}-{Events[^1].Id}");
    }

    public string By(string? actorId) =>
        actorId is null ? "–"
        : actorId == UserId ? "You"
        : "An administrator";

    // Anything that is no cursor is the first page.
    private static (DateTimeOffset At, long Id)? Parse(string? cursor) =>
        cursor?.Split('-') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
        && t <= DateTimeOffset.MaxValue.UtcTicks
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? (new DateTimeOffset(t, TimeSpan.Zero), n)
            : null;
}
