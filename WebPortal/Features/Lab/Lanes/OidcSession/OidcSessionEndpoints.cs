using Microsoft.AspNetCore.Authentication;
using WebPortal.Security;

namespace WebPortal.Features.Lab.Lanes.OidcSession;

internal static class OidcSessionEndpoints
{
    public static void MapOidcSession(this WebApplication app)
    {
        app.MapGet(
                "/lab/lanes/o/sign-in",
                (bool? told) =>
                    Results.Challenge(
                        new AuthenticationProperties { RedirectUri = "/lab/api/o" },
                        [told == true ? "lab-o-told-sign-in" : "lab-o-sign-in"]
                    )
            )
            .AddEndpointFilter<OwnSiteOnly>()
            .AllowAnonymous();
        app.MapPost("/lab/lanes/o/logout", LogoutAsync)
            .AllowAnonymous()
            .AllowCrossSite("The issuer's server sends it; the logout token's signature proves whose word it is.");
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, LogoutToken logout, LoggedOut ended)
    {
        if (!context.Request.HasFormContentType)
            return Results.BadRequest();
        var form = await context.Request.ReadFormAsync();
        if (await logout.ReadSidAsync(form["logout_token"].ToString(), context.RequestAborted) is not { } sid)
            return Results.BadRequest();
        await ended.AddAsync(sid);
        return Results.Ok();
    }
}
