using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Throttling;

namespace WebPortal.Features.Account;

/// <summary>
/// Where the links "confirm your address" end: the first GET moves the token out of the address bar, the page shows what will be confirmed, a
/// POST does it (programs that look at mails open links; they press nothing). A registration also asks for the password chosen then: somebody
/// else may have registered the address first, with a password that would let him into what its owner confirms. Who does not know it chooses a
/// new one. Without a link it sends one again.
/// </summary>
[AllowAnonymous]
internal sealed class ConfirmEmailModel(MailLinks links, Confirmation confirmation, Throttle throttle) : PageModel
{
    [BindProperty, MailAddress]
    public string Email { get; set; } = "";

    [BindProperty, DataType(DataType.Password)]
    public string? Password { get; set; }

    /// <summary>Whether the link is a registration's.</summary>
    public bool AsksPassword { get; private set; }

    /// <summary>The address that the link confirms; null without a link that works.</summary>
    public string? Confirming { get; private set; }

    public bool LinkIsDead { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (links.Take(HttpContext))
            return RedirectToPage();
        return Confirmation.IsForeign(await FindAsync(), User) ? Challenge(BackHere) : Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        ModelState.Clear(); // The other form's address.
        var found = await FindAsync();
        // Links that do not work count apart, or a neighbour's garbage would block a good one.
        var rule = found is null ? ThrottleRule.DeadLink : ThrottleRule.MailLink;
        var verdict = await throttle.TryAsync(rule, HttpContext, found?.User.Id ?? "");
        if (verdict.Refused)
            return this.Wait(verdict);
        if (found is not var (user, link))
            return RedirectToPage();
        if (Confirmation.IsForeign(found, User))
            return Challenge(BackHere);
        if (AsksPassword && !await confirmation.KnowsPasswordAsync(user, Password))
        {
            ModelState.AddModelError(nameof(Password), "That is not the password chosen at registration.");
            return Page();
        }
        if (!await confirmation.DoAsync(HttpContext, user, link))
            return RedirectToPage();
        MailLinks.Drop(HttpContext);
        await throttle.ForgiveAsync(ThrottleRule.MailLink, HttpContext, user.Id);
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
        await confirmation.SendAgainAsync(Email);
        MailLinks.Drop(HttpContext);
        TempData["Notice"] = "If this address waits to be confirmed, a new link is on its way.";
        return RedirectToPage();
    }

    /// <summary>The mail proves whose address it is: it may as well choose the password. The one of the registration is worth nothing then.</summary>
    public async Task<IActionResult> OnPostNewPasswordAsync()
    {
        if (await FindAsync() is not var (user, _) || !AsksPassword)
            return RedirectToPage();
        await confirmation.OfferNewPasswordAsync(HttpContext, user);
        return RedirectToPage("/Account/ResetPassword");
    }

    private AuthenticationProperties BackHere => new() { RedirectUri = Url.Page("/Account/ConfirmEmail") };

    private async Task<(PortalUser User, MailLink Link)?> FindAsync()
    {
        (var found, LinkIsDead) = await confirmation.FindAsync(HttpContext);
        AsksPassword = found is { Link.NewEmail: null };
        Confirming = found?.Link.NewEmail ?? found?.User.Email;
        return found;
    }
}
