using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Issuer.Features.Errors;

[IgnoreAntiforgeryToken(Order = 2000)]
internal sealed class ErrorModel : PageModel
{
    /// <summary>Where a face leaves its own reason for a refusal.</summary>
    public const string ReasonItem = "issuer.refusal";

    public string? Code { get; private set; }

    public string Heading { get; private set; } = "";

    public string Words { get; private set; } = "";

    public string Reference => HttpContext.TraceIdentifier;

    public void OnGet() => Describe();

    public void OnPost() => Describe();

    private void Describe()
    {
        // Opened by hand, the page has no error to speak of.
        if (Response.StatusCode == StatusCodes.Status200OK)
            Response.StatusCode = StatusCodes.Status404NotFound;
        var refusal = HttpContext.GetOpenIddictServerResponse();
        Code = refusal?.Error ?? HttpContext.Items[ReasonItem] as string;
        (Heading, Words) = Response.StatusCode switch
        {
            _ when Code is not null => (
                "This request was refused",
                refusal?.ErrorDescription ?? "What the client asked for is not allowed."
            ),
            StatusCodes.Status400BadRequest => (
                "That did not work",
                "The form was old or did not come from this page. Go back, reload, and try again."
            ),
            StatusCodes.Status403Forbidden => ("Not allowed", "Your account may not do this."),
            StatusCodes.Status404NotFound => ("Not found", "There is no such page here."),
            StatusCodes.Status405MethodNotAllowed => ("Not found", "There is no such page here."),
            >= 500 => ("Something broke", "It is the issuer’s fault, not yours. Try again in a moment."),
            _ => ("That did not work", "The issuer could not answer this request."),
        };
    }
}
