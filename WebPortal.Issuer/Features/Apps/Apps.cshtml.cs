using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Issuer.Features.Sessions;

namespace WebPortal.Issuer.Features.Apps;

[Authorize]
internal sealed class AppsModel(AllowedApps allowed) : PageModel
{
    public IReadOnlyList<AllowedApp> Apps { get; private set; } = [];

    private string Subject => IssuerSessions.Current(HttpContext)!.Person.Subject;

    public async Task OnGetAsync() => Apps = await allowed.OfAsync(Subject, HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostWithdrawAsync(string? client, string? door)
    {
        // Not the request's own token: half a withdrawal would leave tokens alive. A second press finds nothing and says the same.
        await allowed.WithdrawAsync(
            Subject,
            client ?? "",
            string.IsNullOrEmpty(door) ? null : door,
            CancellationToken.None
        );
        Response.Headers.Location = "/apps";
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
