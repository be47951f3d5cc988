using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Admin;

/// <summary>Everything about one session.</summary>
internal sealed class SessionModel(PortalDbContext db, SessionListing listing) : PageModel
{
    internal SessionRow Row { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id)
    {
        if (await db.Sessions.FindAsync(id) is not { } entry)
            return NotFound();
        var own = HttpContext.GetUserSession().Live!.Value;
        if (await listing.RowsAsync([entry], own, User.GetUserId()) is not [var row])
            return StatusCode(StatusCodes.Status503ServiceUnavailable);
        Row = row;
        return Page();
    }
}
