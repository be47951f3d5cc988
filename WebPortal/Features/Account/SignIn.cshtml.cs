using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Account;

[AllowAnonymous]
internal sealed partial class SignInModel(
    SignInFlow flow,
    DemoAccounts demo,
    Throttle throttle,
    KnownBrowser known,
    AccountMail mail,
    AuditLog audit,
    ILogger<SignInModel> logger
) : PageModel
{
    [BindProperty]
    [MailAddress]
    public string Email { get; set; } = "";

    [BindProperty, DataType(DataType.Password)]
    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(PasswordRules.MaxLength, ErrorMessage = "A password has at most 256 characters.")]
    public string Password { get; set; } = "";

    [BindProperty]
    public bool Keep { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string Next => SafeReturnUrl.Or(ReturnUrl, "/");

    public string? ReturnName => Next == "/" ? null : PageNames.Of(Next);

    public string? Ended { get; private set; }

    /// <summary>What went wrong, in one sentence; the second says what to do.</summary>
    public (string What, string Do)? Problem { get; private set; }

    /// <summary>The log has the same one.</summary>
    public string Reference { get; } = Activity.Current?.TraceId.ToString()[..12] ?? "none";

    public IReadOnlyDictionary<string, string>? Demo => demo.Known;

    public void OnGet() => Ended = HttpContext.GetUserSession().End is { } end ? EndWords.ToPerson(end) : null;

    public async Task<IActionResult> OnPostAsync() => ModelState.IsValid ? await SignInAsync() : Page();

    /// <summary>Development only: one press for a demo account, with its password as if it had been typed.</summary>
    public async Task<IActionResult> OnPostDemoAsync(string @as)
    {
        if (demo.Known?.TryGetValue(@as ?? "", out var password) is not true)
            return NotFound();
        ModelState.Clear();
        (Email, Password) = (@as!, password!);
        return await SignInAsync();
    }

    private async Task<IActionResult> SignInAsync()
    {
        var verdict = await throttle.TryAsync(ThrottleRule.SignIn, HttpContext, Email);
        if (verdict.Refused)
        {
            if (verdict.First)
                await audit.WriteAsync(AuditKinds.SignInThrottled, null, detail: verdict.Words);
            return this.Wait(verdict);
        }
        var proof = new Proof("Password", "pwd");
        var (outcome, user) = await flow.CheckPasswordAsync(Email, Password, proof);
        if (outcome == PasswordOutcome.Mismatch)
        {
            Log.Mismatch(logger, Reference);
            ModelState.AddModelError(nameof(Password), "Enter your password again.");
            return Refuse("That address and password do not match.", "");
        }
        // From here on the password was right: whoever typed it may be told what is the matter.
        await throttle.ForgiveAsync(ThrottleRule.SignIn, HttpContext, Email);
        if (outcome == PasswordOutcome.Disabled)
            return Refuse("This account is disabled.", "Ask the people who run this portal.");
        if (outcome == PasswordOutcome.Unconfirmed)
        {
            await mail.ConfirmAsync(user!);
            return Refuse(
                "Confirm your address first.",
                "We have sent you the link again: open it, then sign in here."
            );
        }
        try
        {
            await flow.SignInAsync(HttpContext, user!, proof, Keep);
        }
        catch (SessionRefusedException)
        {
            return Refuse("Your sessions were ended while you were signing in.", "Please try again.");
        }
        known.Remember(HttpContext, Email);
        return Redirect(Next);
    }

    private PageResult Refuse(string what, string then)
    {
        Problem = (what, then);
        return Page();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A sign-in failed: address and password do not match. {Reference}")]
        public static partial void Mismatch(ILogger logger, string reference);
    }
}
