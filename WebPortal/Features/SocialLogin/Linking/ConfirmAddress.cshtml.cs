using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>
/// The link of the mail. It counts only in the browser that came from the provider: otherwise somebody could have an address confirmed by its unwitting
/// owner for a login of their own. A GET shows, a POST does (programs that look at mails open links).
/// </summary>
[AllowAnonymous]
internal sealed class ConfirmAddressModel(
    PendingIdentities pending,
    SocialProviders providers,
    LinkMail mail,
    ExternalSignIn signIn
) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "t")]
    public string? Token { get; set; }

    public string Email { get; private set; } = "";

    public string ProviderName { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await pending.FindAsync(HttpContext) is not { } waiting || !mail.Fits(Token, waiting))
            return Elsewhere();
        Email = waiting.AskedEmail!;
        ProviderName = providers.NameOf(waiting.Identity.Provider);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await pending.FindAsync(HttpContext) is not { } found || !mail.Fits(Token, found))
            return Elsewhere();
        if (await pending.TakeAsync(HttpContext) is not { AskedEmail: { } address } waiting)
            return Elsewhere();
        // The mailbox has spoken for the address, as a provider's verification would have.
        var identity = waiting.Identity with
        {
            Email = address,
            EmailVerified = true,
        };
        var attempt = new Attempt(Purpose.SignIn, waiting.ReturnUrl)
        {
            Keep = waiting.Keep,
            Sequence = waiting.Sequence,
        };
        return Redirect(await signIn.SignInAsync(HttpContext, identity, attempt));
    }

    private RedirectResult Elsewhere() => Redirect(Outcomes.Address(Outcome.LinkElsewhere, "", attempt: null));
}
