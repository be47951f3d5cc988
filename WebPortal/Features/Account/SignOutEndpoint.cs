using Microsoft.AspNetCore.Authentication;

namespace WebPortal.Features.Account;

internal static class SignOutEndpoint
{
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost(
                "/sign-out",
                async (HttpContext context) =>
                {
                    await context.SignOutAsync();
                    return Results.Redirect("/");
                }
            )
            .AllowAnonymous();
}
