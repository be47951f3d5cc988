using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Account;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Mail;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>The provider verified no address: the person names one, and a mail to it decides. The page never tells whether it has an account.</summary>
[AllowAnonymous]
internal sealed class AddressModel(
    PendingIdentities pending,
    SocialProviders providers,
    Throttle throttle,
    LinkMail mail
) : PageModel
{
    [BindProperty]
    [MailAddress]
    public string Email { get; set; } = "";

    public string ProviderName { get; private set; } = "";

    public string? Sent { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await PrepareAsync() is not { } waiting)
            return Lapsed();
        Sent = waiting.AskedEmail;
        var offered = waiting.AskedEmail ?? waiting.Identity.Email;
        Email = Mail.MailAddress.IsValid(offered) ? offered! : "";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await PrepareAsync() is not { } waiting)
            return Lapsed();
        if (!ModelState.IsValid)
            return Page();
        var verdict = await throttle.TryAsync(ThrottleRule.Register, HttpContext, Email);
        if (verdict.Refused)
            return this.Wait(verdict);
        var asked = waiting with { AskedEmail = Email };
        await pending.KeepAsync(HttpContext, asked);
        await mail.ConfirmAsync(asked, Email);
        return RedirectToPage();
    }

    private async Task<PendingIdentity?> PrepareAsync()
    {
        if (await pending.FindAsync(HttpContext) is not { UserId: null } waiting)
            return null;
        ProviderName = providers.NameOf(waiting.Identity.Provider);
        return waiting;
    }

    private RedirectResult Lapsed() => Redirect(Outcomes.Address(Outcome.LinkLapsed, "", attempt: null));
}
