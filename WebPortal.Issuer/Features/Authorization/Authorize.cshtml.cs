using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using WebPortal.Issuer.Features.Apps;
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
    Approvals approvals,
    Grants grants,
    SessionEnding ending,
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

        // prompt=none forbids a page, and so there is no click to read.
        switch (silent ? Decision.None : await decisions.ReadAsync(HttpContext))
        {
            case Decision.Allow:
                await approvals.RememberAsync(Asked(request, current!), HttpContext.RequestAborted);
                return SignIn(await GrantAsync(request, current!, faults.Chosen(Request)), Scheme);
            case Decision.Cancel:
                return Refuse(OAuthErrors.AccessDenied);
            case Decision.Forged:
                return BadRequest();
        }
        if (!request.HasPromptValue(PromptValues.Consent) && await ByApprovalAsync(request, current!) is { } granted)
            return SignIn(granted, Scheme);
        if (silent)
            return Refuse(OAuthErrors.ConsentRequired);
        Consent = await ShowAsync(request, current!);
        return Page();
    }

    /// <summary>The grant, when an earlier click covers the request; null when the person must be asked.</summary>
    private async Task<ClaimsPrincipal?> ByApprovalAsync(OpenIddictRequest request, SignedIn current)
    {
        var asked = Asked(request, current);
        if (!await approvals.CoverAsync(asked, HttpContext.RequestAborted))
            return null;
        var granted = await GrantAsync(request, current, faults.Default);
        // Once more, now that the grant is written: a withdrawal in between did not find it, and is found here.
        if (await approvals.CoverAsync(asked, HttpContext.RequestAborted))
            return granted;
        await ending.RevokeGrantAsync(granted.GetAuthorizationId()!, CancellationToken.None);
        return null;
    }

    private Task<ClaimsPrincipal> GrantAsync(OpenIddictRequest request, SignedIn current, Fault fault) =>
        grants.CreateAsync(current, request, fault, HttpContext.RequestAborted);

    private static Approval Asked(OpenIddictRequest request, SignedIn current) =>
        new(current.Person.Subject, request.ClientId!, Door: null, request.GetScopes());

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
            Remembered = await approvals.RemembersAsync(request.ClientId!, HttpContext.RequestAborted),
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
