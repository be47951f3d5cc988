using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using WebPortal.Issuer.Features.Authorization;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Features.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Device;

/// <summary>The page a person opens beside a device (RFC 8628, 3.3). The code alone approves nothing: somebody signed in presses Allow.</summary>
[IgnoreAntiforgeryToken(Order = 2000)]
internal sealed class DeviceModel(
    FreshSignIn fresh,
    ConsentDecision decisions,
    PersonClaims claims,
    IOpenIddictApplicationManager applications
) : PageModel
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public Consent? Consent { get; private set; }

    public string? Problem { get; private set; }

    public Task<IActionResult> OnGetAsync() => HandleAsync();

    public Task<IActionResult> OnPostAsync() => HandleAsync();

    private async Task<IActionResult> HandleAsync()
    {
        var current = IssuerSessions.Current(HttpContext);
        if (fresh.IsNeeded(HttpContext, current?.Session, always: false, maxAge: null))
            return Redirect(fresh.SignInAddress(HttpContext));
        if (string.IsNullOrEmpty(HttpContext.GetOpenIddictServerRequest()?.UserCode))
            return Page();
        var asked = (await HttpContext.AuthenticateAsync(Scheme)).Principal;
        if (asked?.GetClaim(Claims.ClientId) is not { } clientId)
        {
            Problem = "That code is not known, was used, or has expired.";
            return Page();
        }
        var done = new AuthenticationProperties { RedirectUri = "/device/done" };
        switch (await decisions.ReadAsync(HttpContext))
        {
            case Decision.Allow:
                // No sid: this browser's session is not the device's, and signing out here does not sign out there.
                var facts = new SignInFacts(Sid: null, current!.Session.AuthTime);
                return SignIn(claims.Build(current.Person, facts, asked.GetScopes(), Fault.None), done, Scheme);
            case Decision.Cancel:
                return Forbid(done, Scheme);
            case Decision.Forged:
                return BadRequest();
            default:
                Consent = await ShowAsync(clientId, asked.GetScopes(), current!);
                return Page();
        }
    }

    private async Task<Consent> ShowAsync(string clientId, IReadOnlyList<string> scopes, SignedIn current)
    {
        var client = (await applications.FindByClientIdAsync(clientId))!;
        return new Consent(
            await applications.GetDisplayNameAsync(client) ?? clientId,
            clientId,
            ReturnsTo: null,
            current.Person,
            scopes
        )
        {
            Parameters = [.. FreshSignIn.Parameters(Request)],
            OtherAccountAddress = fresh.SignInAddress(HttpContext),
        };
    }
}
