using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Issuer.Features.Sessions;

[Authorize]
internal sealed class SessionsModel(SessionList list, SessionEnding ending) : PageModel
{
    public SignedIn Me => IssuerSessions.Current(HttpContext)!;

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public async Task OnGetAsync() => Sessions = await list.SessionsAsync(Me, HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostEndAsync(string sid)
    {
        // Only one's own: another person's sid is not found, like one that never was.
        if (!await list.IsOwnAsync(Me, sid, HttpContext.RequestAborted))
            return NotFound();
        await ending.EndAsync(sid, CancellationToken.None);
        return Back();
    }

    public async Task<IActionResult> OnPostEverywhereAsync()
    {
        await ending.EndPersonAsync(Me.Person.Subject, CancellationToken.None);
        Response.Headers.Location = "/signed-out";
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private StatusCodeResult Back()
    {
        Response.Headers.Location = "/sessions";
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
