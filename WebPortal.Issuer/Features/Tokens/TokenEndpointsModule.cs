namespace WebPortal.Issuer.Features.Tokens;

internal static class TokenEndpointsModule
{
    public static void MapTokenEndpoints(this WebApplication app)
    {
        app.MapPost("/connect/token", (TokenEndpoint endpoint, HttpContext context) => endpoint.HandleAsync(context));
        app.MapMethods(
            "/connect/userinfo",
            ["GET", "POST"],
            (UserInfoEndpoint endpoint, HttpContext context) => endpoint.HandleAsync(context)
        );
    }
}
