using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Encryption;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Features.Lab.Tokens.Sizes;

/// <summary>Real tokens, signed now and counted.</summary>
internal sealed record TokenSize(string Kind, int Claims, int Bytes)
{
    /// <summary>RFC 6265bis: browsers keep name and value up to this together.</summary>
    public const int Cookie = 4096;

    public const string CookieName = "__Host-session";

    public static readonly IReadOnlyList<int> Counts = [0, 10, 50];

    public bool FitsCookie => CookieName.Length + Bytes <= Cookie;

    public static IReadOnlyList<TokenSize> Measure(DemoKeys keys, DateTimeOffset now) =>
        [
            .. Of("HS256", c => Signed(keys.Shared, c, now)),
            .. Of("ES256", c => Signed(keys.Ecdsa, c, now)),
            .. Of("RS256", c => Signed(keys.Rsa, c, now)),
            .. Of("ES256 in JWE, dir", c => EncryptedTokens.Encrypt(Signed(keys.Ecdsa, c, now), keys.Direct)),
            .. Of(
                "ES256 in JWE, RSA-OAEP-256",
                c => EncryptedTokens.Encrypt(Signed(keys.Ecdsa, c, now), keys.Recipient)
            ),
        ];

    /// <summary>The lab's seven claims and as many more, each like a permission: "claim_07":"value-of-claim-07-12345".</summary>
    public static string Signed(JsonWebKey key, int more, DateTimeOffset now)
    {
        var claims = LabClaims.At(now);
        for (var i = 0; i < more; i++)
            claims[$"claim_{i:00}"] = $"value-of-claim-{i:00}-12345";
        return TokenPresets.Good(key, claims);
    }

    private static IEnumerable<TokenSize> Of(string kind, Func<int, string> make) =>
        Counts.Select(count => new TokenSize(kind, count, make(count).Length));
}
