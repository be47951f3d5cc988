using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Account;

/// <summary>The answer is the same whether or not the address has an account; the mail leaves off the request path.</summary>
[AllowAnonymous]
internal sealed class ForgotPasswordModel(
    UserManager<PortalUser> users,
    Throttle throttle,
    AccountMail mail,
    AuditLog audit
) : PageModel
{
    [BindProperty]
    [MailAddress]
    public string Email { get; set; } = "";

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();
        var verdict = await throttle.TryAsync(ThrottleRule.Forgot, HttpContext, Email);
        if (verdict.Refused)
            return this.Wait(verdict);
        var user = await users.FindByEmailAsync(Email);
        await audit.WriteAsync(AuditKinds.PasswordResetAsked, null, user?.Id);
        if (user is not null)
            await mail.ResetPasswordAsync(user);
        TempData["Notice"] = "If this address has an account, a mail is on its way. Its link works for an hour, once.";
        return RedirectToPage();
    }
}
