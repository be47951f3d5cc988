using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>The provider's address belongs to an account: asks for that account's proof, then links. Only the browser that came from the provider sees it.</summary>
[AllowAnonymous]
internal sealed class LinkModel(
    PendingIdentities pending,
    SocialProviders providers,
    UserManager<PortalUser> users,
    SignInFlow flow,
    LoginLinking linking,
    Throttle throttle
) : PageModel
{
    [BindProperty, DataType(DataType.Password)]
    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(PasswordRules.MaxLength, ErrorMessage = "A password has at most 256 characters.")]
    public string Password { get; set; } = "";

    public string Email { get; private set; } = "";

    public string ProviderName { get; private set; } = "";

    public bool HasPassword { get; private set; }

    public bool Keep { get; private set; }

    internal IReadOnlyList<SocialProvider> Others { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await PrepareAsync() is null ? Lapsed() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await PrepareAsync() is not { } waiting)
            return Lapsed();
        if (!ModelState.IsValid)
            return Page();
        var verdict = await throttle.TryAsync(ThrottleRule.SignIn, HttpContext, Email);
        if (verdict.Refused)
            return this.Wait(verdict);
        var proof = new Proof("Password", "pwd");
        var (outcome, user) = await flow.CheckPasswordAsync(Email, Password, proof);
        if (outcome == PasswordOutcome.Disabled)
            return Redirect(Outcomes.Address(Outcome.Disabled, waiting.Identity.Provider, attempt: null));
        // The account may have changed hands with its address since the identity began to wait.
        if (outcome != PasswordOutcome.Matches || user!.Id != waiting.UserId)
        {
            ModelState.AddModelError(nameof(Password), "That is not the password of that account.");
            return Page();
        }
        await throttle.ForgiveAsync(ThrottleRule.SignIn, HttpContext, Email);
        try
        {
            await flow.SignInAsync(HttpContext, user, proof, waiting.Keep);
        }
        catch (SessionRefusedException)
        {
            return Redirect(Outcomes.Address(Outcome.Overtaken, waiting.Identity.Provider, attempt: null));
        }
        return Redirect(await linking.LinkPendingAsync(HttpContext, user, waiting.ReturnUrl));
    }

    public async Task<IActionResult> OnPostCancelAsync()
    {
        await pending.TakeAsync(HttpContext);
        return Redirect("/sign-in");
    }

    private async Task<PendingIdentity?> PrepareAsync()
    {
        if (
            await pending.FindAsync(HttpContext) is not { UserId: { } userId } waiting
            || await users.FindByIdAsync(userId) is not { } user
        )
            return null;
        Email = user.Email!;
        (ProviderName, Keep) = (providers.NameOf(waiting.Identity.Provider), waiting.Keep);
        HasPassword = user.PasswordHash is not null;
        var linked = (await users.GetLoginsAsync(user)).Select(l => l.LoginProvider).ToHashSet(StringComparer.Ordinal);
        Others = [.. (await providers.AllAsync()).Where(p => linked.Contains(p.Scheme))];
        return waiting;
    }

    private RedirectResult Lapsed() => Redirect(Outcomes.Address(Outcome.LinkLapsed, "", attempt: null));
}
