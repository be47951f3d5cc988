using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

internal static class SignOutEndpoint
{
    // Checks its token itself, and only when somebody is signed in: see below.
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost("/sign-out", SignOutAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> SignOutAsync(
        HttpContext context,
        IAntiforgery antiforgery,
        AuditLog audit,
        ITempDataDictionaryFactory tempData
    )
    {
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
