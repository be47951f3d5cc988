using Jose;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens;
using WebPortal.Features.Lab.Tokens.Encryption;
using static WebPortal.Tests.Unit.Lab.Tokens.Forge;

namespace WebPortal.Tests.Unit.Lab.Tokens;

public sealed class EncryptedTokensTests
{
    private static readonly string Signed = Token();

    private static IReadOnlyList<JsonWebKey> Ours => [Keys.Direct, Keys.Recipient];

    private static byte[] Secret => Base64UrlEncoder.DecodeBytes(Keys.Direct.K);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_closed_opens_again_and_hides_every_claim(bool recipient)
    {
        var token = EncryptedTokens.Encrypt(Signed, recipient ? Keys.Recipient : Keys.Direct);
        Assert.Equal(5, token.Split('.').Length);
        Assert.DoesNotContain(Signed.Split('.')[1], token, StringComparison.Ordinal);
        Assert.Equal(Signed, EncryptedTokenVerifier.Open(token, Ours).Content);
    }

    [Fact]
    public void The_public_half_of_the_recipients_key_does_not_open_it()
    {
        var token = EncryptedTokens.Encrypt(Signed, Keys.Recipient);
        Assert.Equal(
            "cannot-decrypt",
            EncryptedTokenVerifier.Open(token, [DemoKeys.PublicHalf(Keys.Recipient)]).Refusal?.Code
        );
    }

    /// <summary>The reason for a second library. When this fails, jose-jwt can go.</summary>
    [Fact]
    public void IdentityModel_does_not_write_A256GCM()
    {
        var handler = new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler();
        var direct = new EncryptingCredentials(new SymmetricSecurityKey(Secret), "dir", "A256GCM");
        var thrown = Assert.ThrowsAny<Exception>(() => handler.EncryptToken(Signed, direct));
        Assert.Contains("IDX10715", thrown.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Forgeries()
    {
        var good = EncryptedTokens.Encrypt(Signed, Keys.Direct);
        string With(string header) => good.Part(0, _ => Encode(header));
        var direct = $"\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"{Keys.Direct.Kid}\"";
        return new()
        {
            { new string('A', 20_000), "too-long" },
            { Signed, "not-five-parts" },
            { good.Part(3, p => p + "="), "not-readable" },
            { With("nothing"), "not-readable" },
            { With($"{{{direct},\"crit\":[\"exp\"]}}"), "critical-extension" },
            { Bomb(), "compressed" },
            { With($"{{{direct},\"zip\":\"none\"}}"), "compressed" },
            {
                With("""{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":2147483647,"p2s":"AAAA"}"""),
                "password-based"
            },
            { With("""{"alg":"pbes2-hs256+a128kw","enc":"A256GCM"}"""), "password-based" },
            { With("""{"alg":"RSA1_5","enc":"A256GCM"}"""), "algorithm-not-allowed" },
            { With("""{"alg":"none","enc":"A256GCM"}"""), "algorithm-not-allowed" },
            {
                With($"{{\"alg\":\"dir\",\"enc\":\"A128CBC-HS256\",\"kid\":\"{Keys.Direct.Kid}\"}}"),
                "algorithm-not-allowed"
            },
            {
                With($"{{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"{Keys.Recipient.Kid}\"}}"),
                "algorithm-not-allowed"
            },
            { With("""{"alg":"dir","enc":"A256GCM","kid":"../secret"}"""), "key-unknown" },
            { With("""{"alg":"dir","enc":"A256GCM"}"""), "key-unknown" },
            { With($"{{{direct}}}"), "cannot-decrypt" },
            { good.Part(4, _ => Encode(new string('\0', 16))), "cannot-decrypt" },
            { good.Part(4, _ => ""), "cannot-decrypt" },
            { good.Part(3, p => "AAAA" + p[4..]), "cannot-decrypt" },
            { good.Part(2, _ => ""), "cannot-decrypt" },
            { good.Part(1, _ => "AAAA"), "cannot-decrypt" },
        };
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Each_forgery_meets_its_refusal(string token, string code) =>
        Assert.Equal(code, EncryptedTokenVerifier.Open(token, Ours).Refusal?.Code);

    /// <summary>Encrypted rightly, with our key: ten megabytes in ten kilobytes.</summary>
    private static string Bomb() =>
        JWT.Encode(
            new string('0', 10_000_000),
            Secret,
            JweAlgorithm.DIR,
            JweEncryption.A256GCM,
            JweCompression.DEF,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["kid"] = Keys.Direct.Kid }
        );
}
