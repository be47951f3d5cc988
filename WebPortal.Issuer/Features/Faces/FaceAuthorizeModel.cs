using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Features.Authorization;
using WebPortal.Issuer.Features.Errors;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Features.Tokens;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>The authorization endpoint of both faces: the same sign-in and the same click as at the issuer's own.</summary>
[IgnoreAntiforgeryToken(Order = 2000)]
internal sealed class FaceAuthorizeModel(
    FaceRequestReader reader,
    FaceGrants grants,
    FreshSignIn fresh,
    ConsentDecision decisions,
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
        if (silent)
            return Back(request, ("error", "consent_required"));

        switch (await decisions.ReadAsync(HttpContext))
        {
            case Decision.Allow:
                var code = await grants.IssueCodeAsync(
                    request,
                    current!.Person,
                    faults.Chosen(Request),
                    HttpContext.RequestAborted
                );
                return Back(request, ("code", code));
            case Decision.Cancel:
                return Back(request, ("error", "access_denied"));
            case Decision.Forged:
                return BadRequest();
            default:
                Consent = Show(request, current!);
                return Page();
        }
    }

    private Consent Show(FaceRequest request, SignedIn current) =>
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
