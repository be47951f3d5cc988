using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Lab.Tokens.Encryption;

namespace WebPortal.Features.Lab.Tokens.Making;

/// <param name="Key">In the form.</param>
/// <param name="Shared">Checked with HS256 alone: the verifier's list is set to it.</param>
internal sealed record TokenPreset(
    string Key,
    string Name,
    Func<DemoKeys, DateTimeOffset, string> Make,
    bool Shared = false
);

/// <summary>Tokens to begin with: three good ones, article C's, and one for each mistake a verifier may make.</summary>
internal static class TokenPresets
{
    private const string Article =
        """{"sub":"user_123","name":"Jane Doe","role":"admin","iat":1716500000,"exp":1716503600}""";

    public static readonly IReadOnlyList<TokenPreset> All =
    [
        new("es256", "A good one, ES256", (keys, now) => Good(keys.Ecdsa, LabClaims.At(now))),
        new("rs256", "A good one, RS256", (keys, now) => Good(keys.Rsa, LabClaims.At(now))),
        new("hs256", "A good one, HS256", (keys, now) => Good(keys.Shared, LabClaims.At(now)), Shared: true),
        new(
            "article",
            "The article's token",
            (keys, _) => TokenMaker.Sign(Article, keys.Shared, Typ("JWT")),
            Shared: true
        ),
        new(
            "audience",
            "Made for another API",
            (keys, now) => Good(keys.Ecdsa, LabClaims.At(now).With("aud", "billing-api"))
        ),
        new(
            "issuer",
            "From another issuer",
            (keys, now) => Good(keys.Ecdsa, LabClaims.At(now).With("iss", VerifierPolicy.LabIssuer + "/"))
        ),
        new("expired", "Expired", (keys, now) => Good(keys.Ecdsa, LabClaims.At(now.AddMinutes(-21)))),
        new(
            "future",
            "Valid tomorrow",
            (keys, now) =>
                Good(keys.Ecdsa, LabClaims.At(now.AddDays(1)).With("nbf", now.AddDays(1).ToUnixTimeSeconds()))
        ),
        new("endless", "Without an end", (keys, now) => Good(keys.Ecdsa, LabClaims.At(now).Without("exp"))),
        new(
            "id-token",
            "An ID token as access token",
            (keys, now) => TokenMaker.Sign(LabClaims.At(now).Written(), keys.Ecdsa, Typ("JWT"))
        ),
        new(
            "none",
            "Not signed, role admin (alg none)",
            (_, now) => TokenMaker.Forge(new { alg = "none", typ = VerifierPolicy.AccessToken }, Admin(now))
        ),
        new("confusion", "Public key as secret (RS256 → HS256)", Confusion),
        new(
            "stranger",
            "Signed by a stranger, known key id",
            (keys, now) => Forged(keys.Ecdsa.Kid, keys.Stranger, now)
        ),
        new(
            "unknown-key",
            "Signed by a key nobody published",
            (keys, now) => Forged(keys.Stranger.Kid, keys.Stranger, now)
        ),
        new("brought-key", "Brings its own key (jku, jwk)", BroughtKey),
        new(
            "critical",
            "With a critical extension",
            (keys, now) =>
                TokenMaker.Forge(
                    new
                    {
                        alg = "ES256",
                        kid = keys.Ecdsa.Kid,
                        typ = VerifierPolicy.AccessToken,
                        crit = new[] { "http://lab.invalid/v2" },
                    },
                    LabClaims.At(now).Written(),
                    keys.Ecdsa,
                    keys.Ecdsa.Alg
                )
        ),
        new(
            "encrypted",
            "Encrypted (five parts)",
            (keys, now) => EncryptedTokens.Encrypt(Good(keys.Ecdsa, LabClaims.At(now)), keys.Direct)
        ),
    ];

    public static string Good(JsonWebKey key, JsonObject claims) =>
        TokenMaker.Sign(claims.Written(), key, Typ(VerifierPolicy.AccessToken));

    private static Dictionary<string, object> Typ(string typ) => new(StringComparer.Ordinal) { ["typ"] = typ };

    private static string Admin(DateTimeOffset now) => LabClaims.At(now).With("role", "admin").Written();

    private static string Confusion(DemoKeys keys, DateTimeOffset now) =>
        TokenMaker.Forge(
            new
            {
                alg = "HS256",
                kid = keys.Rsa.Kid,
                typ = VerifierPolicy.AccessToken,
            },
            Admin(now),
            PublicKeyAsSecret.Of(keys.Rsa),
            SecurityAlgorithms.HmacSha256
        );

    private static string Forged(string kid, JsonWebKey key, DateTimeOffset now) =>
        TokenMaker.Forge(
            new
            {
                alg = key.Alg,
                kid,
                typ = VerifierPolicy.AccessToken,
            },
            Admin(now),
            key,
            key.Alg
        );

    private static string BroughtKey(DemoKeys keys, DateTimeOffset now)
    {
        var key = keys.Stranger;
        return TokenMaker.Forge(
            new
            {
                alg = key.Alg,
                kid = key.Kid,
                typ = VerifierPolicy.AccessToken,
                jku = "https://keys.attacker.invalid/jwks.json",
                jwk = new
                {
                    kty = key.Kty,
                    crv = key.Crv,
                    x = key.X,
                    y = key.Y,
                },
            },
            Admin(now),
            key,
            key.Alg
        );
    }
}
