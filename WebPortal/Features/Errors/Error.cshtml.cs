using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Errors;

/// <summary>
/// Runs in place of what failed, for every method: so no handler, and nothing that asks Redis or the database.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class ErrorModel(TimeProvider time) : PageModel
{
    public int Status => Response.StatusCode;

    public string Phrase => ReasonPhrases.GetReasonPhrase(Status);

    public string Reference { get; private set; } = "";

    public DateTimeOffset At { get; } = time.GetUtcNow();

    public string RetryPath { get; private set; } = "/";

    /// <summary>Seconds, when waiting helps.</summary>
    public int? RetryAfter { get; private set; }

    internal ErrorText Text { get; private set; } = ErrorWords.For(500);

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Status < 400)
            Response.StatusCode = 404; // Somebody opened /error itself.
        Reference = ErrorsModule.ReferenceOf(HttpContext);
        if (Status == StatusCodes.Status503ServiceUnavailable && Response.Headers.RetryAfter.Count == 0)
            Response.Headers.RetryAfter = "5";
        if (int.TryParse(Response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            RetryAfter = seconds;
        Text = ErrorWords.For(
            Status,
            HttpContext.GetUserSession().Unchecked,
            HttpContext.Features.Get<CrossSiteRefusal>() is not null
        );
        RetryPath = OriginalAddress();
        context.Result = WantsPage() ? Page() : Problem();
    }

    private string OriginalAddress()
    {
        var (path, query, endpoint) =
            HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is { } status
                ? (status.OriginalPath, status.OriginalQueryString, status.Endpoint)
            : HttpContext.Features.Get<IExceptionHandlerPathFeature>() is { } failure
                ? (failure.Path, Request.QueryString.Value, failure.Endpoint)
            : ("/", null, null);
        // A link is a GET: only a page that a form was sent to can be opened that way.
        if (Methods.AreUnsafe(Request.Method) && endpoint?.Metadata.GetMetadata<PageActionDescriptor>() is null)
            return "/";
        // "//evil.example" is an address that people can be made to open here, and as a link it would leave the site.
        return SafeReturnUrl.Or(new PathString(path).ToUriComponent() + query, "/");
    }

    private bool WantsPage()
    {
        var accept = Request.Headers.Accept.ToString();
        return accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            || accept is "" or "*/*" && Request.Headers["Sec-Fetch-Dest"] != "empty";
    }

    private ObjectResult Problem() =>
        new(
            new ProblemDetails
            {
                Status = Status,
                Title = Text.Title,
                Detail = Text.Explanation,
                Extensions = { ["reference"] = Reference },
            }
        )
        {
            StatusCode = Status,
            ContentTypes = { "application/problem+json" },
        };
}
