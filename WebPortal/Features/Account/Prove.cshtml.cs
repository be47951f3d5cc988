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
using WebPortal.Security;

namespace WebPortal.Features.Account;

/// <summary>Asks for the password again, gives the session a new key, and goes on with what was asked for.</summary>
internal sealed class ProveModel(
    UserManager<PortalUser> users,
    UserSessions sessions,
    SignInFlow flow,
    HeldPosts held,
    Throttle throttle,
    AuditLog audit
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Held { get; set; }

    [BindProperty, DataType(DataType.Password)]
    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(PasswordRules.MaxLength, ErrorMessage = "A password has at most 256 characters.")]
    public string Password { get; set; } = "";

    public bool HasPassword { get; private set; }

    /// <summary>What the proof is for; null when it is only for a page.</summary>
    internal HeldPost? Waiting { get; private set; }

    /// <summary>Where the person goes on, which is also where a sign-in by another way returns to.</summary>
    public string Next => Held ? "/prove/go-on" : SafeReturnUrl.Or(ReturnUrl, "/account");

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.FindByIdAsync(User.GetUserId()) is not { } user)
            return NotFound();
        HasPassword = user.PasswordHash is not null;
        await FindWaitingAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        HasPassword = true;
        await FindWaitingAsync();
        if (!ModelState.IsValid)
            return Page();
        var userId = User.GetUserId();
        var verdict = await throttle.TryAsync(ThrottleRule.Proof, HttpContext, userId);
        if (verdict.Refused)
            return this.Wait(verdict);
        // The epoch before the account: see SignInFlow.
        var epoch = await sessions.GetEpochAsync(userId);
        var user = await users.FindByIdAsync(userId);
        if (!await flow.MatchesAsync(user, Password) || user!.Disabled is not null)
        {
            await audit.WriteAsync(AuditKinds.ProofFailed, userId, userId);
            ModelState.AddModelError(nameof(Password), "That is not your password.");
            return Page();
        }
        try
        {
            await flow.RotateAsync(HttpContext, user, "pwd", epoch);
        }
        catch (SessionRefusedException)
        {
            return Redirect("/sign-in?returnUrl=" + Uri.EscapeDataString(Next));
        }
        await throttle.ForgiveAsync(ThrottleRule.Proof, HttpContext, userId);
        await audit.WriteAsync(AuditKinds.ProvenAgain, userId, userId);
        return Redirect(Next);
    }

    private async Task FindWaitingAsync()
    {
        Waiting = Held ? await held.FindAsync(HttpContext) : null;
        Held = Waiting is not null;
    }
}
