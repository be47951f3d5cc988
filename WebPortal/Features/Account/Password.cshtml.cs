using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>Changes the password: asks for the present one, ends the other sessions, and gives this one a new key.</summary>
internal sealed class PasswordModel(
    UserManager<PortalUser> users,
    UserSessions sessions,
    SignInFlow flow,
    FreshProof proof,
    EndingChange ending,
    Throttle throttle,
    AccountMail mail,
    AuditLog audit
) : PageModel
{
    [BindProperty, DataType(DataType.Password), StringLength(PasswordRules.MaxLength)]
    public string? Current { get; set; }

    [BindProperty, DataType(DataType.Password)]
    public string New { get; set; } = "";

    public bool HasPassword { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.FindByIdAsync(User.GetUserId()) is not { } user)
            return NotFound();
        HasPassword = user.PasswordHash is not null;
        // Without a present password to ask for, a recent proof of another kind has to do.
        return HasPassword || await proof.IsRecentAsync(HttpContext)
            ? Page()
            : Redirect(FreshProof.Address("/account/password"));
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var userId = User.GetUserId();
        await sessions.GetEpochAsync(userId); // When Redis is away: before anything is changed.
        if (await users.FindByIdAsync(userId) is not { } user)
            return NotFound();
        HasPassword = user.PasswordHash is not null;
        if (!HasPassword && !await proof.IsRecentAsync(HttpContext))
            return Redirect(FreshProof.Address("/account/password"));
        if (HasPassword && New == Current)
            ModelState.AddModelError(nameof(New), "That is your present password. Choose another one.");
        if (!ModelState.IsValid)
            return Page();
        var verdict = await throttle.TryAsync(ThrottleRule.Proof, HttpContext, userId);
        if (verdict.Refused)
            return this.Wait(verdict);
        var (changed, ended) = await ending.SaveAsync(
            user,
            AuditKinds.PasswordChanged,
            HttpContext.GetUserSession().Live!.Value.Id,
            () => HasPassword ? users.ChangePasswordAsync(user, Current ?? "", New) : users.AddPasswordAsync(user, New)
        );
        if (!changed.Succeeded)
            return await ExplainAsync(changed.Errors, userId);
        TempData["Notice"] = "Your password is changed. " + CountWords.OthersEnded(ended);
        if (ended is null)
            return RedirectToPage("/Account/Profile");
        await throttle.ForgiveAsync(ThrottleRule.Proof, HttpContext, userId);
        await mail.PasswordChangedAsync(user);
        try
        {
            await flow.RotateAsync(HttpContext, user, "pwd", await sessions.GetEpochAsync(userId));
        }
        catch (SessionRefusedException)
        {
            TempData["Notice"] = "Your password is changed. Sign in with it.";
            return Redirect("/sign-in");
        }
        return RedirectToPage("/Account/Profile");
    }

    private async Task<PageResult> ExplainAsync(IEnumerable<IdentityError> errors, string userId)
    {
        foreach (var error in errors)
        {
            var isCurrent = error.Code == nameof(IdentityErrorDescriber.PasswordMismatch);
            if (isCurrent)
                await audit.WriteAsync(AuditKinds.ProofFailed, userId, userId);
            ModelState.AddModelError(
                isCurrent ? nameof(Current) : nameof(New),
                isCurrent ? "That is not your present password." : error.Description
            );
        }
        return Page();
    }
}
