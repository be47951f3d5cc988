using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Account;

[AllowAnonymous]
internal sealed class SignInModel(PasswordSignIn signIn, DemoAccounts demo) : PageModel
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

    internal SignInAnswer? Problem { get; private set; }

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
        var answer = await signIn.TryAsync(HttpContext, Email, Password, Keep);
        if (answer.Wait is { } verdict)
            return this.Wait(verdict);
        if (answer.What is null)
            return Redirect(Next);
        Problem = answer;
        if (answer.Do is null)
            ModelState.AddModelError(nameof(Password), "Enter your password again.");
        return Page();
    }
}
