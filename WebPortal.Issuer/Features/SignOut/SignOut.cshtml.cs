using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Issuer.Features.SignOut;

/// <summary>The issuer's own sign-out. A GET only asks: a link or a picture must not sign anybody out.</summary>
internal sealed class SignOutModel(BrowserSignOut browser) : PageModel
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        await browser.EndAsync(HttpContext);
        Response.Headers.Location = "/signed-out";
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
