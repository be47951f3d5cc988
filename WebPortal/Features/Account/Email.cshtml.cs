using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Account;

/// <summary>The first half of a change of address: a link to the new one, a notice to the old one. Never tells whether the new one has an account.</summary>
[RecentProof]
internal sealed class EmailModel(UserManager<PortalUser> users, Throttle throttle, AccountMail mail, AuditLog audit)
    : PageModel
{
    [BindProperty]
    [MailAddress]
    public string Email { get; set; } = "";

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.FindByIdAsync(User.GetUserId()) is not { } user)
            return NotFound();
        if (string.Equals(user.Email, Email, StringComparison.OrdinalIgnoreCase))
            ModelState.AddModelError(nameof(Email), "That is your address already.");
        if (!ModelState.IsValid)
            return Page();
        var verdict = await throttle.TryAsync(ThrottleRule.ChangeEmail, HttpContext, user.Id);
        if (verdict.Refused)
            return this.Wait(verdict);
        await audit.WriteAsync(AuditKinds.EmailChangeAsked, user.Id, user.Id);
        if (await users.FindByEmailAsync(Email) is null)
            await mail.ConfirmNewAddressAsync(user, Email);
        else
            await mail.AddressTakenAsync(Email);
        await mail.AddressChangingAsync(user);
        TempData["Notice"] = $"We have sent a link to {Email}. Your address changes when you open it.";
        return RedirectToPage();
    }
}
