using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Logout;

/// <summary>
/// Receives OpenID Connect Back-Channel Logout 1.0 at <c>/signout-oidc-backchannel/{name}</c>: a provider says, server to server and signed, that a
/// session of its own has ended; exactly the sessions that came from it end here. 200 when done (or nothing to do), 400 when the token is not
/// believed, 503 when it could not be carried out and should be sent again.
/// </summary>
internal sealed partial class BackChannelLogout(
    SocialProviders providers,
    IOptionsMonitor<OpenIdConnectOptions> options,
    SeenTokens seen,
    ProviderSessions sessions,
    AuditLog audit,
    TimeProvider time,
    ILogger<BackChannelLogout> logger
)
{
    public const string Path = "/signout-oidc-backchannel/{name}";
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    public async Task<IResult> ReceiveAsync(HttpContext context, string name)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await providers.FindAsync(name) is not { Kind: ProviderKind.OpenIdConnect } provider)
            return Results.NotFound();
        if (!context.Request.HasFormContentType)
            return Refused(provider, "not a form");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["logout_token"] is not [{ } text])
            return Refused(provider, "not one logout_token");
        if (await ReadAsync(provider, text, context.RequestAborted) is not { } token)
            return Refused(provider, "not believed");
        if (!await seen.TakeAsync(token.Issuer, token.Jti, Memory))
            return Refused(provider, "replayed");
        try
        {
            var count = await sessions.EndAsync(
                provider.Scheme,
                token.Subject,
                token.SessionId,
                EndReason.ProviderSaidSo,
                by: null
            );
            await audit.WriteAsync(
                AuditKinds.SessionsEnded,
                null,
                detail: $"{provider.Scheme} said so by back channel: {count}"
            );
            Log.Ended(logger, provider.Scheme, count);
            return Results.Ok();
        }
        catch
        {
            await seen.ForgetAsync(token.Issuer, token.Jti);
            throw;
        }
    }

    private async Task<LogoutToken?> ReadAsync(SocialProvider provider, string text, CancellationToken ct)
    {
        var o = options.Get(provider.Scheme);
        var rules = new TokenRules(o.ClientId!) { Types = LogoutToken.Types };
        var metadata = (BaseConfigurationManager)o.ConfigurationManager!;
        var token = await ProviderTokens.BelieveAsync(text, metadata, rules, ct);
        return token is null ? null : LogoutToken.Read(token.Payload, time.GetUtcNow());
    }

    private IResult Refused(SocialProvider provider, string why)
    {
        Log.Refused(logger, provider.Scheme, why);
        return Results.Json(new { error = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Provider} ended a session by back channel: {Count} ended here.")]
        public static partial void Ended(ILogger logger, string provider, int count);

        [LoggerMessage(2, LogLevel.Warning, "A logout token said to be of {Provider} was refused: {Why}.")]
        public static partial void Refused(ILogger logger, string provider, string why);
    }
}
