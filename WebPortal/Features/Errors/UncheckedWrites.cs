using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Errors;

/// <summary>
/// While the session store is silent, nobody knows who sends a form: it is answered with 503, not refused as a stranger's (its token would not match)
/// and never carried out. That holds for signing out too, which must not be reported as done.
/// </summary>
internal sealed class UncheckedWrites(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!Methods.AreUnsafe(context.Request.Method) || !context.GetUserSession().Unchecked)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}
