using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using WebPortal.Issuer.Features.Authorization;
using WebPortal.Issuer.Features.Sessions;

namespace WebPortal.Issuer.Features.SignOut;

/// <summary>
/// RP-initiated logout. Only an ID token of this very session signs out without a question; with anything less a link
/// on any page could sign people out. OpenIddict has compared post_logout_redirect_uri by then, character by character.
/// </summary>
[IgnoreAntiforgeryToken(Order = 2000)]
internal sealed class EndSessionModel(BrowserSignOut browser, ConsentDecision decisions) : PageModel
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; private set; } = [];

    public Task<IActionResult> OnGetAsync() => HandleAsync();

    public Task<IActionResult> OnPostAsync() => HandleAsync();

    private async Task<IActionResult> HandleAsync()
    {
        var current = IssuerSessions.Current(HttpContext);
        var hint = (await HttpContext.AuthenticateAsync(Scheme)).Principal;
        if (current is null || hint?.GetClaim("sid") == current.Session.Sid)
            return await EndAsync();

        switch (await decisions.ReadAsync(HttpContext))
        {
            case Decision.Allow:
                return await EndAsync();
            case Decision.Cancel:
                return LocalRedirect("/");
            case Decision.Forged:
                return BadRequest();
            default:
                Parameters = [.. FreshSignIn.Parameters(Request)];
                return Page();
        }
    }

    private async Task<SignOutResult> EndAsync()
    {
        await browser.EndAsync(HttpContext);
        return SignOut(new AuthenticationProperties { RedirectUri = "/signed-out" }, Scheme);
    }
}
