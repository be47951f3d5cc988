using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Errors;

[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ErrorModel(TimeProvider time) : PageModel
{
    public int Status => Response.StatusCode;

    public string Phrase => ReasonPhrases.GetReasonPhrase(Status);

    public string Reference { get; } = Activity.Current?.TraceId.ToString()[..12] ?? "none";

    public DateTimeOffset At { get; } = time.GetUtcNow();

    public string RetryPath { get; private set; } = "/";

    public string Title { get; private set; } = "";

    public string Explanation { get; private set; } = "";

    public void OnGet() => Explain();

    public void OnPost() => Explain();

    private void Explain()
    {
        var original = HttpContext.Features.Get<IStatusCodeReExecuteFeature>();
        RetryPath = original?.OriginalPath ?? HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? "/";
        if (Status == 200)
            Response.StatusCode = 404; // Somebody opened /error itself.
        (Title, Explanation) = ErrorWords.For(Status, HttpContext.GetUserSession().Unchecked);
    }
}
