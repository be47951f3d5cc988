using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

internal sealed class SessionsModel(PortalDbContext db, UserSessions sessions) : PageModel
{
    internal IReadOnlyList<SessionEntry> Live { get; private set; } = [];

    public string OwnId { get; private set; } = "";

    public async Task OnGetAsync()
    {
        var userId = User.GetUserId();
        OwnId = HttpContext.GetUserSession().Live!.Value.Id;
        Live = await db
            .Sessions.AsNoTracking()
            .Where(s => s.UserId == userId && s.Ended == null)
            .OrderByDescending(s => s.Id == OwnId)
            .ThenByDescending(s => s.LastSeen)
            .ToListAsync();
    }

    public async Task<IActionResult> OnPostAsync(string session)
    {
        await sessions.EndAsync(User.GetUserId(), session, EndReason.EndedByUser, User.GetUserId());
        return RedirectToPage();
    }
}
