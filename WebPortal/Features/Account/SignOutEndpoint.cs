using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Account;

internal static class SignOutEndpoint
{
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost("/sign-out", SignOutAsync).AllowAnonymous().WithMetadata(new StrangersNeedNoFormToken());

    private static async Task<IResult> SignOutAsync(
        HttpContext context,
        AuditLog audit,
        ITempDataDictionaryFactory tempData
    )
    {
        // Already out: the same answer.
        if (context.User.Identity is { IsAuthenticated: true })
        {
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
