using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Account.Throttling;

internal static class WaitResult
{
    /// <summary>Key of the view data in which the words stand.</summary>
    public const string Words = "Wait";

    /// <summary>The page again, with 429, Retry-After, and words for <c>&lt;wait-alert /&gt;</c>; what was typed is kept.</summary>
    public static PageResult Wait(this PageModel page, ThrottleVerdict verdict)
    {
        page.Response.Headers.RetryAfter = verdict.Seconds.ToString(CultureInfo.InvariantCulture);
        page.ViewData[Words] = verdict.Words;
        var result = page.Page();
        result.StatusCode = StatusCodes.Status429TooManyRequests;
        return result;
    }
}
