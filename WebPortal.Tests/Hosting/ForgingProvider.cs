using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Tests.Hosting;

// Long because: one provider that lies in every way there is; its lies stand beside its truth.
/// <summary>
/// An OpenID provider, also in Google's and GitHub's place, that says whatever the test wants, signed with its real key or not: for what an honest issuer
/// cannot be made to do.
/// </summary>
public sealed class ForgingProvider : IAsyncDisposable
{
    public const string ClientId = "portal";
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly WebApplication _app;
    private string _nonce = "";

    private ForgingProvider(int port)
    {
        Origin = $"http://forge.localhost:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(Discovery));
        _app.MapGet("/keys", () => Results.Json(new { keys = new[] { Key() } }));
        _app.MapGet("/authorize", Authorize);
        _app.MapPost(
            "/token",
            () =>
                Results.Json(
                    new
                    {
                        access_token = "at",
                        token_type = "Bearer",
                        id_token = IdToken(_nonce),
                    }
                )
        );
        _app.MapGet("/userinfo", () => Results.Json(UserInfo));
        _app.MapGet("/github/user", () => Results.Text(GitHubUser, "application/json"));
        _app.MapGet("/github/emails", () => Results.Text(GitHubEmails, "application/json"));
    }

    public string Origin { get; }

    public Dictionary<string, object> Discovery { get; private set; } = null!;

    /// <summary>Makes the ID token; <see cref="Sign"/> of <see cref="Claims"/> unless the test says otherwise.</summary>
    public Func<string, string> IdToken { get; set; } = null!;

    public Dictionary<string, object?> UserInfo { get; } = new() { ["sub"] = "sub-1" };

    /// <summary>What it says in GitHub's place, as JSON.</summary>
    public string GitHubUser { get; set; } = "{}";

    public string GitHubEmails { get; set; } = "[]";

    /// <summary>The "iss" parameter of the answer.</summary>
    public string? AnswerIssuer { get; set; }

    public Dictionary<string, string> Settings =>
        new()
        {
            ["Authentication:OpenIdConnect:Forge:Authority"] = Origin,
            ["Authentication:OpenIdConnect:Forge:ClientId"] = ClientId,
            ["Authentication:OpenIdConnect:Forge:ClientSecret"] = "forge-secret",
            ["Authentication:Google:ClientId"] = ClientId,
            ["Authentication:Google:ClientSecret"] = "forge-secret",
            ["Authentication:Google:AuthorizationEndpoint"] = Origin + "/authorize",
            ["Authentication:Google:TokenEndpoint"] = Origin + "/token",
            ["Authentication:Google:UserInformationEndpoint"] = Origin + "/userinfo",
            ["Authentication:Google:MetadataAddress"] = Origin + "/.well-known/openid-configuration",
            ["Authentication:GitHub:ClientId"] = ClientId,
            ["Authentication:GitHub:ClientSecret"] = "forge-secret",
            ["Authentication:GitHub:AuthorizationEndpoint"] = Origin + "/authorize",
            ["Authentication:GitHub:TokenEndpoint"] = Origin + "/token",
            ["Authentication:GitHub:UserInformationEndpoint"] = Origin + "/github/user",
            ["Authentication:GitHub:UserEmailsEndpoint"] = Origin + "/github/emails",
        };

    public static async Task<ForgingProvider> StartAsync()
    {
        var provider = new ForgingProvider(RedisServer.FreePort());
        provider.Discovery = new()
        {
            ["issuer"] = provider.Origin + "/",
            ["authorization_endpoint"] = provider.Origin + "/authorize",
            ["token_endpoint"] = provider.Origin + "/token",
            ["userinfo_endpoint"] = provider.Origin + "/userinfo",
            ["jwks_uri"] = provider.Origin + "/keys",
            ["end_session_endpoint"] = provider.Origin + "/logout",
        };
        provider.IdToken = nonce => provider.Sign(provider.Claims(nonce));
        await provider._app.StartAsync();
        return provider;
    }

    public JsonObject Claims(string nonce, string subject = "sub-1", string? sid = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Origin + "/",
            ["aud"] = ClientId,
            ["sub"] = subject,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["auth_time"] = now,
            ["nonce"] = nonce,
        };
        if (sid is not null)
            claims["sid"] = sid;
        return claims;
    }

    public JsonObject LogoutClaims(string? subject, string? sid)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Origin + "/",
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        if (subject is not null)
            claims["sub"] = subject;
        if (sid is not null)
            claims["sid"] = sid;
        return claims;
    }

    public string Sign(JsonObject claims, string type = "JWT", RSA? with = null) =>
        Compact(
            new JsonObject
            {
                ["alg"] = "RS256",
                ["typ"] = type,
                ["kid"] = "k1",
            },
            claims,
            data => (with ?? _rsa).SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );

    /// <summary>Signed with a public value as if it were an HMAC key (key confusion), or not at all.</summary>
    public static string Forge(JsonObject claims, string algorithm, string type = "JWT", byte[]? hmacKey = null) =>
        Compact(
            new JsonObject
            {
                ["alg"] = algorithm,
                ["typ"] = type,
                ["kid"] = "k1",
            },
            claims,
            data => hmacKey is null ? [] : HMACSHA256.HashData(hmacKey, data)
        );

    public byte[] PublicKeyPem => Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private static string Compact(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text =
            Base64UrlEncoder.Encode(header.ToJsonString()) + "." + Base64UrlEncoder.Encode(claims.ToJsonString());
        return text + "." + Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(text)));
    }

    private IResult Authorize(HttpRequest request)
    {
        _nonce = request.Query["nonce"].ToString();
        var back =
            $"{request.Query["redirect_uri"]}?code=c&state={Uri.EscapeDataString(request.Query["state"].ToString())}";
        return Results.Redirect(AnswerIssuer is null ? back : back + "&iss=" + Uri.EscapeDataString(AnswerIssuer));
    }

    private Dictionary<string, string> Key()
    {
        var parameters = _rsa.ExportParameters(false);
        return new()
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = "k1",
            ["n"] = Base64UrlEncoder.Encode(parameters.Modulus!),
            ["e"] = Base64UrlEncoder.Encode(parameters.Exponent!),
        };
    }
}
