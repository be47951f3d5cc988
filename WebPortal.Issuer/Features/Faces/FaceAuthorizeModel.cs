using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Features.Apps;
using WebPortal.Issuer.Features.Authorization;
using WebPortal.Issuer.Features.Errors;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Features.Tokens;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>The authorization endpoint of both faces: the same sign-in, click and memory as at the issuer's own.</summary>
[IgnoreAntiforgeryToken(Order = 2000)]
internal sealed class FaceAuthorizeModel(
    FaceRequestReader reader,
    FaceGrants grants,
    FreshSignIn fresh,
    ConsentDecision decisions,
    Approvals approvals,
    Faults faults,
    IOptions<IssuerOptions> options
) : PageModel
{
    public Consent Consent { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => HandleAsync();

    public Task<IActionResult> OnPostAsync() => HandleAsync();

    private async Task<IActionResult> HandleAsync()
    {
        if (await reader.ReadAsync(HttpContext) is not { } request)
        {
            HttpContext.Items[ErrorModel.ReasonItem] = "redirect_uri_mismatch";
            return BadRequest();
        }
        if (request.Error is { } error)
            return Back(request, ("error", error));
        var current = IssuerSessions.Current(HttpContext);
        var silent = request.Prompts.Contains("none");
        if (fresh.IsNeeded(HttpContext, current?.Session, request.Prompts.Contains("select_account"), maxAge: null))
            return silent ? Back(request, ("error", "login_required")) : Redirect(fresh.SignInAddress(HttpContext));

        switch (silent ? Decision.None : await decisions.ReadAsync(HttpContext))
        {
            case Decision.Allow:
                await approvals.RememberAsync(Asked(request, current!), HttpContext.RequestAborted);
                return Back(request, ("code", await IssueAsync(request, current!, faults.Chosen(Request))));
            case Decision.Cancel:
                return Back(request, ("error", "access_denied"));
            case Decision.Forged:
                return BadRequest();
        }
        if (!request.Prompts.Contains("consent") && await ByApprovalAsync(request, current!) is { } code)
            return Back(request, ("code", code));
        if (silent)
            return Back(request, ("error", "consent_required"));
        Consent = await ShowAsync(request, current!);
        return Page();
    }

    /// <summary>As at the issuer's own door: see AuthorizeModel.</summary>
    private async Task<string?> ByApprovalAsync(FaceRequest request, SignedIn current)
    {
        var asked = Asked(request, current);
        if (!await approvals.CoverAsync(asked, HttpContext.RequestAborted))
            return null;
        var code = await IssueAsync(request, current, faults.Default);
        if (await approvals.CoverAsync(asked, HttpContext.RequestAborted))
            return code;
        await grants.RevokeCodeAsync(code);
        return null;
    }

    private Task<string> IssueAsync(FaceRequest request, SignedIn current, Fault fault) =>
        grants.IssueCodeAsync(request, current.Person, fault, HttpContext.RequestAborted);

    private static Approval Asked(FaceRequest request, SignedIn current) =>
        new(current.Person.Subject, request.ClientId, request.Face.Key, request.Scopes);

    private async Task<Consent> ShowAsync(FaceRequest request, SignedIn current) =>
        new(
            options.Value.Client(request.ClientId)!.DisplayName,
            request.ClientId,
            new Uri(request.RedirectUri).Authority,
            current.Person,
            request.Scopes
        )
        {
            StandsInFor = request.Face.Provider,
            Words = request.Face.Words,
            Parameters = [.. FreshSignIn.Parameters(Request)],
            OtherAccountAddress = fresh.SignInAddress(HttpContext),
            Remembered = await approvals.RemembersAsync(request.ClientId, HttpContext.RequestAborted),
            OffersFaults = faults.Offered,
            DefaultFault = faults.Default,
        };

    private StatusCodeResult Back(FaceRequest request, (string Name, string Value) answer)
    {
        var address = QueryHelpers.AddQueryString(request.RedirectUri, answer.Name, answer.Value);
        if (request.State is { } state)
            address = QueryHelpers.AddQueryString(address, "state", state);
        Response.Headers.Location = address;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
