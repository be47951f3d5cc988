using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Lab.Tokens.Encryption;
using static WebPortal.Tests.Unit.Lab.Tokens.Forge;

namespace WebPortal.Tests.Unit.Lab.Tokens;

/// <summary>Whatever a stranger pastes, the answer is a refusal and never an exception.</summary>
public sealed class MangledTokensTests
{
    private static readonly VerifierPolicy Naive = new() { Off = ["alg", "typ", "kid", "iss", "aud", "nbf", "exp"] };

    [Fact]
    public async Task Two_thousand_mangled_tokens_are_refused_in_words()
    {
        const string letters = "AZaz09-_=+/.{}\"\0 \u00e9";
        var random = new Random(7515);
        string[] good =
        [
            Token(),
            Token(key: Rsa),
            Token(key: Keys.Shared),
            EncryptedTokens.Encrypt(Token(), Keys.Direct),
            EncryptedTokens.Encrypt(Token(), Keys.Recipient),
        ];
        IReadOnlyList<JsonWebKey> opening = [Keys.Direct, Keys.Recipient];
        for (var i = 0; i < 2000; i++)
        {
            var token = good[i % good.Length];
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(token.Length);
                token = random.Next(3) switch
                {
                    0 => token.Remove(at, Math.Min(token.Length - at, random.Next(1, 9))),
                    1 => token.Insert(at, letters[random.Next(letters.Length)].ToString()),
                    _ => string.Concat(
                        token.AsSpan(0, at),
                        [letters[random.Next(letters.Length)]],
                        token.AsSpan(at + 1)
                    ),
                };
            }
            if (good.Contains(token))
                continue;
            Assert.NotNull(StepVerifier.Verify(token, Naive, Keys.Published, Now).Refusal);
            Assert.NotNull(EncryptedTokenVerifier.Open(token, opening).Refusal);
            if (i % 10 == 0)
                await LibraryOpinion.OfAsync(token, Naive, Keys.Published);
        }
    }
}
