using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Account;

/// <summary>
/// Where the links "confirm your address" end: the first GET moves the token out of the address bar, the page shows what will be confirmed, a
/// POST does it (programs that look at mails open links; they press nothing). Without a link it sends one again.
/// </summary>
[AllowAnonymous]
internal sealed class ConfirmEmailModel(
    UserManager<PortalUser> users,
    MailLinks links,
    EmailChange change,
    Administrators administrators,
    Throttle throttle,
    AccountMail mail,
    AuditLog audit
) : PageModel
{
    [BindProperty]
    [MailAddress]
    public string Email { get; set; } = "";

    /// <summary>The address that the link confirms; null without a link that works.</summary>
    public string? Confirming { get; private set; }

    public bool LinkIsDead { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (links.Take(HttpContext))
            return RedirectToPage();
        var link = links.Find(HttpContext);
        Confirming = await FindAsync(link) is { } user ? link!.NewEmail ?? user.Email : null;
        LinkIsDead = link is not null && Confirming is null;
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        var verdict = await throttle.TryAsync(ThrottleRule.MailLink, HttpContext, "");
        if (verdict.Refused)
            return this.Wait(verdict);
        var link = links.Find(HttpContext);
        if (await FindAsync(link) is not { } user || !await DoAsync(user, link!))
            return RedirectToPage();
        MailLinks.Drop(HttpContext);
        await throttle.ForgiveAsync(ThrottleRule.MailLink, HttpContext, "");
        if (User.Identity is { IsAuthenticated: true })
            return RedirectToPage("/Account/Profile");
        TempData["Notice"] = "Your address is confirmed. Sign in with it.";
        return RedirectToPage("/Account/SignIn");
    }

    public async Task<IActionResult> OnPostAgainAsync()
    {
        if (!ModelState.IsValid)
            return Page();
        var verdict = await throttle.TryAsync(ThrottleRule.Forgot, HttpContext, Email);
        if (verdict.Refused)
            return this.Wait(verdict);
        if (await users.FindByEmailAsync(Email) is { EmailConfirmed: false } user)
            await mail.ConfirmAsync(user);
        MailLinks.Drop(HttpContext);
        TempData["Notice"] = "If this address waits to be confirmed, a new link is on its way.";
        return RedirectToPage();
    }

    private async Task<PortalUser?> FindAsync(MailLink? link)
    {
        if (link is null || await users.FindByIdAsync(link.UserId) is not { } user)
            return null;
        var (provider, purpose) = link.NewEmail is null
            ? (users.Options.Tokens.EmailConfirmationTokenProvider, UserManager<PortalUser>.ConfirmEmailTokenPurpose)
            : (
                users.Options.Tokens.ChangeEmailTokenProvider,
                UserManager<PortalUser>.GetChangeEmailTokenPurpose(link.NewEmail)
            );
        return await users.VerifyUserTokenAsync(user, provider, purpose, link.Token) ? user : null;
    }

    private async Task<bool> DoAsync(PortalUser user, MailLink link)
    {
        if (link.NewEmail is { } address)
            return await change.CompleteAsync(HttpContext, user, address, link.Token);
        if (!(await users.ConfirmEmailAsync(user, link.Token)).Succeeded)
            return false;
        await users.UpdateSecurityStampAsync(user); // The link worked once; Identity alone would let it work until it is too old.
        await audit.WriteAsync(AuditKinds.EmailConfirmed, user.Id, user.Id);
        await administrators.PromoteAsync(user);
        return true;
    }
}
