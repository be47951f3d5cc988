using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

internal static class SignOutEndpoint
{
    public static void MapSignOut(this WebApplication app) => app.MapPost("/sign-out", SignOutAsync).AllowAnonymous();

    private static async Task<IResult> SignOutAsync(
        HttpContext context,
        IAntiforgery antiforgery,
        AuditLog audit,
        ITempDataDictionaryFactory tempData
    )
    {
        // Nobody knows whether there is a session to end: a sign-out that cannot be done is not reported as done.
        if (context.GetUserSession().Unchecked)
        {
            context.Response.Headers.RetryAfter = "5";
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        // Already out: the same answer. The page's token was made for the person who was signed in, and would not fit any more.
        if (context.User.Identity is { IsAuthenticated: true })
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();
            var userId = context.User.GetUserId();
            await context.SignOutAsync();
            await audit.WriteAsync(AuditKinds.SignedOut, userId, userId, context.GetUserSession().Live?.Id);
        }
        var notice = tempData.GetTempData(context);
        notice["Notice"] = "Signed out. Your session on this browser has ended.";
        notice.Save();
        return Results.Redirect("/");
    }
}
