using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Account;

[AllowAnonymous]
internal sealed class SignInModel(SignInFlow flow, DemoAccounts demo) : PageModel
{
    [BindProperty, Required, EmailAddress, StringLength(254)]
    public string Email { get; set; } = "";

    [BindProperty, Required, DataType(DataType.Password), StringLength(256)]
    public string Password { get; set; } = "";

    [BindProperty]
    public bool Keep { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string? Ended { get; private set; }

    public IReadOnlyDictionary<string, string>? Demo { get; private set; }

    public void OnGet()
    {
        Ended = HttpContext.GetUserSession().End is { } end ? EndWords.ToPerson(end) : null;
        Prepare();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Prepare();
        if (!ModelState.IsValid)
            return Page();
        var proof = new Proof("Password", "pwd");
        if (await flow.CheckPasswordAsync(Email, Password, proof) is not { } user)
        {
            ModelState.AddModelError("", "That address and password do not match.");
            return Page();
        }
        try
        {
            await flow.SignInAsync(HttpContext, user, proof, Keep);
        }
        catch (SessionRefusedException)
        {
            ModelState.AddModelError("", "Your sessions were ended while you were signing in. Please try again.");
            return Page();
        }
        return Redirect(SafeReturnUrl.Or(ReturnUrl, "/"));
    }

    private void Prepare() => Demo = demo.Known;
}
