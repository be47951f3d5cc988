using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Logout;

/// <summary>Who sends such events, and for whom.</summary>
/// <param name="Scheme">The provider whose people they are about.</param>
/// <param name="Audience">Our client id.</param>
/// <param name="Metadata">Where the sender's issuer and keys are.</param>
internal sealed record RiskSource(string Scheme, string Audience, BaseConfigurationManager Metadata);

/// <summary>
/// Google's Cross-Account Protection (RISC 1.0, pushed by RFC 8935) at <c>/risc/google</c>: when Google ends all sessions of a person, or disables the
/// account, sessions that came in through it end here too. 202 when carried out or of no concern, 400 when not believed.
/// </summary>
internal sealed partial class RiskEvents(
    IEnumerable<RiskSource> sources,
    SeenTokens seen,
    ProviderSessions sessions,
    AuditLog audit,
    TimeProvider time,
    ILogger<RiskEvents> logger
)
{
    public const string Path = "/risc/{name}";
    private const int MaxLength = 16 * 1024;
    private const string Prefix = "https://schemas.openid.net/secevent/risc/event-type/";
    private static readonly string[] Ending = [Prefix + "sessions-revoked", Prefix + "account-disabled"];
    private static readonly string[] Types = ["secevent+jwt"];

    // Security events have no exp. One is believed for a day, and remembered for longer than that.
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    public async Task<IResult> ReceiveAsync(HttpContext context, string name)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (sources.FirstOrDefault(s => s.Scheme.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } source)
            return Results.NotFound();
        var text = await ReadAsync(context.Request.Body, context.RequestAborted);
        var rules = new TokenRules(source.Audience) { Types = Types, Expires = false };
        var token = await ProviderTokens.BelieveAsync(text, source.Metadata, rules, context.RequestAborted);
        if (token?.Payload is not { } claims || !IsTimely(claims) || claims.Text("jti") is not { Length: <= 255 } jti)
            return Refused(source);
        var issuer = claims.Text("iss")!;
        // RFC 8935, 2: a repeat is acknowledged like the first, and does nothing.
        if (!await seen.TakeAsync(issuer, jti, LongestLife * 2))
            return Results.Accepted();
        try
        {
            await CarryOutAsync(source, claims);
            return Results.Accepted();
        }
        catch
        {
            await seen.ForgetAsync(issuer, jti);
            throw;
        }
    }

    private async Task CarryOutAsync(RiskSource source, JsonElement claims)
    {
        if (!claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object)
            return;
        foreach (var happened in events.EnumerateObject().Where(e => Ending.Contains(e.Name, StringComparer.Ordinal)))
        {
            if (SubjectOf(happened.Value) is not { } subject)
                continue;
            var count = await sessions.EndAsync(source.Scheme, subject, null, EndReason.ProviderSaidSo, by: null);
            var what = happened.Name[Prefix.Length..];
            await audit.WriteAsync(AuditKinds.SessionsEnded, null, detail: $"{source.Scheme} reported {what}: {count}");
            Log.Ended(logger, source.Scheme, what, count);
        }
    }

    private static string? SubjectOf(JsonElement happened) =>
        happened.ValueKind == JsonValueKind.Object
        && happened.TryGetProperty("subject", out var subject)
        && (subject.Text("format") is "iss_sub" || subject.Text("subject_type") is "iss-sub")
        && subject.Text("sub") is { Length: <= ExternalIdentity.MaxLength } sub
            ? sub
            : null;

    private bool IsTimely(JsonElement claims) =>
        claims.Moment("iat") is { } issued
        && issued <= time.GetUtcNow() + ProviderTokens.ClockSkew
        && issued >= time.GetUtcNow() - LongestLife;

    private static async Task<string?> ReadAsync(Stream body, CancellationToken ct)
    {
        var buffer = new byte[MaxLength];
        var length = await body.ReadAtLeastAsync(buffer, MaxLength, throwOnEndOfStream: false, ct);
        return length == MaxLength ? null : Encoding.ASCII.GetString(buffer, 0, length).Trim();
    }

    private IResult Refused(RiskSource source)
    {
        Log.Refused(logger, source.Scheme);
        return Results.Json(
            new { err = "invalid_request", description = "The token was not believed." },
            statusCode: StatusCodes.Status400BadRequest
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Provider} reported {Event}: {Count} sessions ended.")]
        public static partial void Ended(ILogger logger, string provider, string @event, int count);

        [LoggerMessage(2, LogLevel.Warning, "A security event said to be of {Provider} was refused.")]
        public static partial void Refused(ILogger logger, string provider);
    }
}
