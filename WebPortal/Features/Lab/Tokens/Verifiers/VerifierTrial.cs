using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Features.Lab.Tokens.Verifiers;

/// <param name="Token">What was tried.</param>
/// <param name="Article">The article's verifier: null when it accepted, else the library's reason.</param>
/// <param name="Right">The right one's, likewise.</param>
internal sealed record TrialRow(string Name, string Token, string? Article, string? Right);

/// <summary>Two valid tokens, one of each kind that the article's settings could mean, given to both verifiers.</summary>
internal static class VerifierTrial
{
    public static async Task<IReadOnlyList<TrialRow>> RunAsync(DemoKeys keys, DateTimeOffset now)
    {
        var secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var article = new ArticleVerifier(secret);
        var right = new RightVerifier([DemoKeys.PublicHalf(keys.Rsa)]);
        var shared = new JsonWebKey
        {
            Kty = "oct",
            K = Base64UrlEncoder.Encode(secret),
            Kid = "jwt-secret",
            Alg = SecurityAlgorithms.HmacSha256,
        };
        var rows = new List<TrialRow>();
        foreach (
            var (name, key) in new[]
            {
                ("Signed with the private RSA key (RS256), as the verifier demands", keys.Rsa),
                ("Signed with JWT_SECRET itself (HS256)", shared),
            }
        )
        {
            var token = TokenPresets.Good(key, Claims(now));
            rows.Add(
                new TrialRow(
                    name,
                    token,
                    Reason(await article.VerifyTokenAsync(token)),
                    Reason(await right.VerifyTokenAsync(token))
                )
            );
        }
        return rows;
    }

    private static JsonObject Claims(DateTimeOffset now) =>
        LabClaims.At(now).With("iss", "your-auth-server").With("aud", "your-api");

    private static string? Reason(TokenValidationResult result) =>
        result.IsValid ? null : result.Exception.GetType().Name;
}
