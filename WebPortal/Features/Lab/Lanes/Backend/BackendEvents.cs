using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using WebPortal.Features.Lab.Lanes.OidcSession;

namespace WebPortal.Features.Lab.Lanes.Backend;

internal static class BackendEvents
{
    public static void MapBackend(this WebApplication app) =>
        app.MapGet(
                "/lab/lanes/b/sign-in",
                () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/lab/api/b" }, ["lab-b-sign-in"])
            )
            .AddEndpointFilter<OwnSiteOnly>()
            .AllowAnonymous();

    /// <summary>The tokens go into the backend's store; the session only knows their name.</summary>
    public static async Task KeepTokensAsync(TicketReceivedContext context)
    {
        var tokens = context.HttpContext.RequestServices.GetRequiredService<BackendTokens>();
        var id = await tokens.KeepAsync(
            context.Properties!.GetTokenValue("access_token")!,
            context.Properties!.GetTokenValue("refresh_token")
        );
        context.Properties!.StoreTokens([]);
        var identity = new ClaimsIdentity(context.Scheme.Name, "sub", "role");
        identity.AddClaim(new Claim("sub", context.Principal!.FindFirstValue("sub")!));
        identity.AddClaim(new Claim(BackendTokens.Claim, id));
        context.Principal = new ClaimsPrincipal(identity);
    }

    /// <summary>The session is alive; is the token that its calls are made with?</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var tokens = context.HttpContext.RequestServices.GetRequiredService<BackendTokens>();
        var id = context.Principal?.FindFirstValue(BackendTokens.Claim);
        var identity = id is null
            ? null
            : await tokens.ReadAsync(id, context.Scheme.Name, context.HttpContext.RequestAborted);
        if (identity is null)
        {
            LaneRefusal.Because(context.HttpContext, "its token is gone");
            context.RejectPrincipal();
        }
        else
        {
            context.ReplacePrincipal(new ClaimsPrincipal(identity));
        }
    }
}
