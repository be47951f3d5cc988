using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Lanes.Client;

namespace WebPortal.Features.Lab.Lanes.Issuer;

/// <summary>What all JWT lanes share: the framework's bearer check, with issuer, audience, type, algorithm and no leeway.</summary>
internal static class LabJwt
{
    public const string Client = "lab-jwt";
    public const string Scopes = "openid roles api";

    /// <param name="check">What the lane asks beside the token itself; a reason refuses.</param>
    public static void Add(
        WebApplicationBuilder builder,
        string scheme,
        Func<HttpContext, JsonWebToken, Task<string?>>? check = null
    )
    {
        builder.Services.AddAuthentication().AddJwtBearer(scheme, _ => { });
        builder
            .Services.AddOptions<JwtBearerOptions>(scheme)
            .Configure<IssuerKeys, IOptions<LabOptions>>(
                (bearer, keys, lab) =>
                {
                    bearer.MapInboundClaims = false;
                    bearer.TokenValidationParameters = Parameters(keys, lab.Value.Issuer);
                    bearer.Events.OnMessageReceived = context => KnowAsync(context, keys);
                    if (check is not null)
                        bearer.Events.OnTokenValidated = async context =>
                        {
                            if (await check(context.HttpContext, (JsonWebToken)context.SecurityToken) is { } why)
                                context.Fail(new LaneRefused(why));
                        };
                    LaneRefusal.Apply(bearer.Events);
                }
            );
    }

    public static TokenValidationParameters Parameters(IssuerKeys keys, LabIssuerOptions issuer) =>
        new()
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = LabIssuer.Api,
            ValidTypes = ["at+jwt"], // An ID token is not a key to an API.
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            ClockSkew = TimeSpan.Zero, // Five minutes of leeway would be what the race measures.
            NameClaimType = "sub",
            RoleClaimType = "role",
            IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid),
        };

    public static async Task<LaneAccess> SignInAsync(
        CodeFlow flow,
        LabVisit visit,
        string key,
        string client,
        string scopes,
        CancellationToken ct
    )
    {
        var tokens = await flow.SignInAppAsync(visit, client, scopes, ct);
        var jwt = new JsonWebToken(tokens.AccessToken);
        return new LaneAccess
        {
            Api = "/lab/api/" + key.ToLowerInvariant(),
            Header = "Authorization",
            Value = "Bearer " + tokens.AccessToken,
            Subject = visit.Person.Subject,
            Id = jwt.Id,
            Sid = jwt.TryGetClaim("sid", out var sid) ? sid.Value : null,
            RefreshToken = tokens.RefreshToken,
            Ends = tokens.Ends,
        };
    }

    private static async Task KnowAsync(MessageReceivedContext context, IssuerKeys keys)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return;
        try
        {
            await keys.KnowAsync(header["Bearer ".Length..], context.HttpContext.RequestAborted);
        }
        catch (HttpRequestException)
        {
            // The issuer is away: what an unknown key signed is refused, what a known one signed goes on.
        }
    }
}
