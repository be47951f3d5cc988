using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Features.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using OAuthErrors = OpenIddict.Abstractions.OpenIddictConstants.Errors;

namespace WebPortal.Issuer.Features.Authorization;

/// <summary>The authorization endpoint, once OpenIddict has checked client, redirect URI, scopes and PKCE.</summary>
[IgnoreAntiforgeryToken(Order = 2000)]
internal sealed class AuthorizeModel(
    FreshSignIn fresh,
    ConsentDecision decisions,
    Grants grants,
    Faults faults,
    IOpenIddictApplicationManager applications
) : PageModel
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public Consent Consent { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => HandleAsync();

    public Task<IActionResult> OnPostAsync() => HandleAsync();

    private async Task<IActionResult> HandleAsync()
    {
        var request = HttpContext.GetOpenIddictServerRequest()!;
        var current = IssuerSessions.Current(HttpContext);
        var silent = request.HasPromptValue(PromptValues.None);
        var always = request.HasPromptValue(PromptValues.Login) || request.HasPromptValue(PromptValues.SelectAccount);
        if (fresh.IsNeeded(HttpContext, current?.Session, always, request.MaxAge))
            return silent ? Refuse(OAuthErrors.LoginRequired) : Redirect(fresh.SignInAddress(HttpContext));
        // Nothing is approved without a click, and prompt=none forbids the page to click on.
        if (silent)
            return Refuse(OAuthErrors.ConsentRequired);

        switch (await decisions.ReadAsync(HttpContext))
        {
            case Decision.Allow:
                return SignIn(
                    await grants.CreateAsync(current!, request, faults.Chosen(Request), HttpContext.RequestAborted),
                    Scheme
                );
            case Decision.Cancel:
                return Refuse(OAuthErrors.AccessDenied);
            case Decision.Forged:
                return BadRequest();
            default:
                Consent = await ShowAsync(request, current!);
                return Page();
        }
    }

    private async Task<Consent> ShowAsync(OpenIddictRequest request, SignedIn current)
    {
        var client = (await applications.FindByClientIdAsync(request.ClientId!))!;
        return new Consent(
            await applications.GetDisplayNameAsync(client) ?? request.ClientId!,
            request.ClientId!,
            Uri.TryCreate(request.RedirectUri, UriKind.Absolute, out var uri) ? uri.Authority : null,
            current.Person,
            request.GetScopes()
        )
        {
            Parameters = [.. FreshSignIn.Parameters(Request)],
            OtherAccountAddress = fresh.SignInAddress(HttpContext),
            OffersFaults = faults.Offered,
            DefaultFault = faults.Default,
        };
    }

    private ForbidResult Refuse(string error) =>
        Forbid(
            new AuthenticationProperties(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
                }
            ),
            Scheme
        );
}
