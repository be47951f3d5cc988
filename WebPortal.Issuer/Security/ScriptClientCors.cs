using Microsoft.Extensions.Options;

namespace WebPortal.Issuer.Security;

/// <summary>
/// A public client's script reads these endpoints from its own origin. No credentials are allowed along, so no
/// cookie of the issuer is ever in play; the authorization endpoint has no CORS at all (RFC 9700, 2.6).
/// </summary>
internal static class ScriptClientCors
{
    private static readonly PathString[] Readable =
    [
        "/connect/token",
        "/connect/userinfo",
        "/connect/revoke",
        "/.well-known/openid-configuration",
        "/.well-known/jwks",
    ];

    public static void UseScriptClientCors(this WebApplication app)
    {
        var origins = RegisteredOrigins.OfScriptClients(
            app.Services.GetRequiredService<IOptions<IssuerOptions>>().Value
        );
        app.UseWhen(
            context => Readable.Any(path => context.Request.Path.Equals(path, StringComparison.Ordinal)),
            branch =>
                branch.UseCors(cors =>
                    cors.WithOrigins(origins).WithMethods("GET", "POST").WithHeaders("authorization", "content-type")
                )
        );
    }
}
