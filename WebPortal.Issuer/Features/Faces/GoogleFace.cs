using WebPortal.Issuer.Features.Tokens;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>Google's token and userinfo endpoints. Hand-written, because the shape is the point; OpenIddict would answer in its own.</summary>
internal sealed class GoogleFace(
    FaceClients clients,
    FaceGrants grants,
    GoogleIdToken idTokens,
    Faults faults,
    IssuerAddress address
)
{
    public static string Issuer(IssuerAddress address) => address.Origin + "/google";

    public async Task<IResult> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return Error("invalid_request", "Bad Request");
        if (await clients.AuthenticateAsync(context) is not { } clientId)
            return Error("invalid_client", "Unauthorized", StatusCodes.Status401Unauthorized);
        var form = context.Request.Form;
        if (form["grant_type"] != "authorization_code")
            return Error("unsupported_grant_type", $"Invalid grant_type: {form["grant_type"]}");
        var ct = context.RequestAborted;
        var redemption = new Redemption(
            Face.Google,
            clientId,
            form["code"],
            form["redirect_uri"],
            form["code_verifier"]
        );
        if (
            await grants.RedeemAsync(redemption, ct) is not { } grant
            || await grants.PersonOfAsync(grant, ct) is not { } person
        )
            return Error("invalid_grant", "Bad Request");
        if (await faults.DelayOrFailAsync(Faults.Parse(grant.Fault), ct))
            return Results.Json(
                new { error = "internal_failure" },
                statusCode: StatusCodes.Status500InternalServerError
            );
        var token = await grants.IssueTokenAsync(grant, Face.Google, ct);
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = token,
            ["expires_in"] = (int)Face.Google.TokenLifetime.TotalSeconds - 1,
            ["scope"] = grant.Scopes,
            ["token_type"] = "Bearer",
        };
        if (grant.Scopes.Split(' ').Contains("openid"))
            answer["id_token"] = idTokens.Create(grant, person, token);
        return Results.Json(answer);
    }

    public async Task<IResult> UserInfoAsync(HttpContext context)
    {
        if (
            BearerToken.Of(context.Request) is not { } token
            || await grants.FindByTokenAsync(Face.Google, token, context.RequestAborted) is not { } found
        )
        {
            context.Response.Headers.WWWAuthenticate =
                """Bearer realm="https://accounts.google.com/", error="invalid_token" """.TrimEnd();
            return Error("invalid_request", "Invalid Credentials", StatusCodes.Status401Unauthorized);
        }
        return Results.Json(GoogleIdToken.About(address, found.Person, found.Scopes));
    }

    public async Task<IResult> RevokeAsync(HttpContext context)
    {
        var token = context.Request.HasFormContentType ? context.Request.Form["token"].ToString() : "";
        return await grants.RevokeTokenAsync(Face.Google, token, context.RequestAborted)
            ? Results.Json(new { })
            : Error("invalid_token", "Token expired or revoked");
    }

    private static IResult Error(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new { error, error_description = description }, statusCode: status);
}
