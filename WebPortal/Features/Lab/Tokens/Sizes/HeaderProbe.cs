using WebPortal.Features.Sessions;

namespace WebPortal.Features.Lab.Tokens.Sizes;

/// <summary>Answers how long the Authorization header was that arrived. Only its length is looked at.</summary>
internal static class HeaderProbe
{
    public const string Path = "/lab/tokens/probe";

    public static void MapHeaderProbe(this WebApplication app) =>
        app.MapGet(
                Path,
                (HttpContext context) => TypedResults.Ok(context.Request.Headers.Authorization.ToString().Length)
            )
            .AllowAnonymous()
            .WithMetadata(new DoesNotTouchSession());
}
