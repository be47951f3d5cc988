using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Account;

/// <summary>The answer is the same whether or not the address had an account; only its mailbox tells.</summary>
[AllowAnonymous]
internal sealed class RegisterModel(
    UserManager<PortalUser> users,
    IPasswordHasher<PortalUser> hasher,
    Throttle throttle,
    AccountMail mail,
    AuditLog audit,
    TimeProvider time
) : PageModel
{
    [BindProperty]
    [PersonName]
    public string Name { get; set; } = "";

    [BindProperty]
    [MailAddress]
    public string Email { get; set; } = "";

    [BindProperty, DataType(DataType.Password)]
    public string Password { get; set; } = "";

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();
        // Judging a password is work: counted first, apart from registrations, so that a few weak ones do not use those up.
        var judged = await throttle.TryAsync(ThrottleRule.Judge, HttpContext, Email);
        if (judged.Refused)
            return this.Wait(judged);
        if (PasswordRules.WhyNot(Password, Email, Name) is { } weak)
        {
            ModelState.AddModelError(nameof(Password), weak);
            return Page();
        }
        var verdict = await throttle.TryAsync(ThrottleRule.Register, HttpContext, Email);
        if (verdict.Refused)
            return this.Wait(verdict);

        var user = new PortalUser
        {
            UserName = Email,
            Email = Email,
            DisplayName = Name.Trim(),
            Created = time.GetUtcNow(),
        };
        // Before anything is looked up, so that a known address costs the same work as a new one.
        user.PasswordHash = hasher.HashPassword(user, Password);
        if (await users.FindByEmailAsync(Email) is { } existing)
            await RefuseQuietlyAsync(existing);
        else if (await CreateAsync(user))
            await mail.ConfirmAsync(user);
        return RedirectToPage("/Account/ConfirmEmail");
    }

    private async Task RefuseQuietlyAsync(PortalUser existing)
    {
        await audit.WriteAsync(AuditKinds.Registered, null, existing.Id, detail: "Again; refused, the owner was told");
        // Who registered it first need not be who reads its mail: the link asks for that one's password, or sets a new one.
        await (existing.EmailConfirmed ? mail.AlreadyRegisteredAsync(existing) : mail.ConfirmAsync(existing));
    }

    private async Task<bool> CreateAsync(PortalUser user)
    {
        try
        {
            if (!(await users.CreateAsync(user)).Succeeded)
                return false;
        }
        catch (DbUpdateException)
        {
            return false; // The same address, a moment earlier, on another request: that one sends the mail.
        }
        await audit.WriteAsync(AuditKinds.Registered, user.Id, user.Id);
        return true;
    }
}
