using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

internal sealed class SessionDetailsModel(PortalDbContext db, ISessionStore store) : PageModel
{
    internal SessionEntry Entry { get; private set; } = null!;

    public bool IsLive { get; private set; }

    public bool IsOwn => Entry.Id == HttpContext.GetUserSession().Live?.Id;

    public string UserId => User.GetUserId();

    public async Task<IActionResult> OnGetAsync(string id)
    {
        var me = UserId;
        // Another person's id answers exactly like an unknown one.
        if (await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id && s.UserId == me) is not { } entry)
            return NotFound();
        Entry = entry;
        IsLive = entry.Ended is null && (await store.AreLiveAsync([SessionReference.Of(me, id)]))[0];
        return Page();
    }
}
