using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Admin;

internal sealed class SessionsModel(PortalDbContext db, UserSessions sessions) : PageModel
{
    internal IReadOnlyList<SessionEntry> Live { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Live = await db
            .Sessions.AsNoTracking()
            .Include(s => s.User)
            .Where(s => s.Ended == null)
            .OrderByDescending(s => s.LastSeen)
            .Take(50)
            .ToListAsync();
    }

    public async Task<IActionResult> OnPostAsync(string session, string why)
    {
        if (await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == session) is not { } entry)
            return NotFound();
        await sessions.EndAsync(entry.UserId, entry.Id, EndReason.Revoked, User.GetUserId(), why);
        return RedirectToPage();
    }
}
