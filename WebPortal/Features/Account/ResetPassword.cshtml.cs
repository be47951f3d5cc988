using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>Where the links "choose a new password" end. The token leaves the address bar at once, works once, and all sessions of the person end.</summary>
[AllowAnonymous]
internal sealed class ResetPasswordModel(
    UserManager<PortalUser> users,
    UserSessions sessions,
    MailLinks links,
    Administrators administrators,
    Throttle throttle,
    AccountMail mail,
    EndingChange ending
) : PageModel
{
    [BindProperty, DataType(DataType.Password)]
    public string Password { get; set; } = "";

    /// <summary>Whose password it is: shown, so that nobody can be led to choose one for somebody else's account unawares.</summary>
    public string? Email { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (links.Take(HttpContext))
            return RedirectToPage();
        Email = (await FindAsync())?.Email;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // Links that do not work count apart, or a neighbour's garbage would block a good one.
        var found = await FindAsync();
        var verdict = await throttle.TryAsync(
            found is null ? ThrottleRule.DeadLink : ThrottleRule.MailLink,
            HttpContext,
            found?.Id ?? ""
        );
        if (verdict.Refused)
            return this.Wait(verdict);
        if (found is not { } user)
            return RedirectToPage();
        Email = user.Email;
        await sessions.GetEpochAsync(user.Id); // When Redis is away: before the password is changed, not between that and the end of the sessions.
        user.EmailConfirmed = true; // The link came by that address.
        // The sessions end after the change: a sign-in with the old password that is under way is overtaken.
        var (changed, ended) = await ending.SaveAsync(
            user,
            AuditKinds.PasswordReset,
            exceptId: null,
            () => users.ResetPasswordAsync(user, links.Find(HttpContext)!.Token, Password)
        );
        // Used in the same moment by another request, which came first.
        if (changed.Errors.Any(e => e.Code is "ConcurrencyFailure" or "InvalidToken"))
            return RedirectToPage();
        if (!changed.Succeeded)
        {
            foreach (var error in changed.Errors)
                ModelState.AddModelError(nameof(Password), error.Description);
            return Page();
        }
        MailLinks.Drop(HttpContext);
        await administrators.PromoteAsync(user);
        if (ended is null)
        {
            TempData["Notice"] =
                "Your password is changed. Your browsers are not signed out yet, but will be as soon as our session store answers again.";
            return RedirectToPage("/Account/SignIn");
        }
        await throttle.ForgiveAsync(ThrottleRule.MailLink, HttpContext, user.Id);
        await mail.PasswordChangedAsync(user);
        TempData["Notice"] =
            "Your password is changed, and all your browsers are signed out. Sign in with the new one.";
        return RedirectToPage("/Account/SignIn");
    }

    private async Task<PortalUser?> FindAsync() =>
        links.Find(HttpContext) is { NewEmail: null } link
        && await users.FindByIdAsync(link.UserId) is { } user
        && await users.VerifyUserTokenAsync(
            user,
            users.Options.Tokens.PasswordResetTokenProvider,
            UserManager<PortalUser>.ResetPasswordTokenPurpose,
            link.Token
        )
            ? user
            : null;
}
