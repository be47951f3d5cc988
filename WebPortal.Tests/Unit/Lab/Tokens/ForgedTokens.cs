using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Lab.Tokens.Encryption;
using static WebPortal.Tests.Unit.Lab.Tokens.Forge;

namespace WebPortal.Tests.Unit.Lab.Tokens;

/// <param name="Name">What is wrong with it.</param>
/// <param name="Code">The exact refusal; "accepted" for the few good ones that keep the table honest.</param>
/// <param name="LibraryAccepts">Where IdentityModel's own validation is milder than the bench, it is written down here.</param>
// Long because: a table of forged tokens, one row each, read from top to bottom.
internal sealed record ForgedToken(string Name, string Token, string Code, bool LibraryAccepts = false);

/// <summary>Malformed and forged tokens, each wrong in one place. Longer than 200 lines: it is one table.</summary>
internal static class ForgedTokens
{
    private const string Accepted = "accepted";

    public static readonly IReadOnlyList<ForgedToken> All =
    [
        .. Good(),
        .. Shapes(),
        .. Encodings(),
        .. Extensions(),
        .. Algorithms(),
        .. Confusion(),
        .. Types(),
        .. KeyNames(),
        .. Signatures(),
        .. Issuers(),
        .. Audiences(),
        .. Times(),
    ];

    private static IEnumerable<ForgedToken> Good() =>
        [
            new("ES256", Token(), Accepted, true),
            new("RS256", Token(key: Rsa), Accepted, true),
            new(
                "aud as array with ours in it",
                Token(payload: Claims(c => c["aud"] = new System.Text.Json.Nodes.JsonArray("other", "lab-api"))),
                Accepted,
                true
            ),
            new("typ with application/ before it", Token(Header(Ecdsa, typ: "\"application/at+jwt\"")), Accepted, true),
            new(
                "exp with a fraction",
                Token(payload: Raw("exp", $"{Now.ToUnixTimeSeconds() + 3600}.5")),
                Accepted,
                true
            ),
            new(
                "jku beside a known key is not looked at",
                Token(Header(Ecdsa, "\"jku\":\"http://127.0.0.1:9/jwks\"")),
                Accepted,
                true
            ),
        ];

    private static IEnumerable<ForgedToken> Shapes()
    {
        var good = Token();
        yield return new("nothing", "", "empty");
        yield return new("one part", "hello", "not-three-parts");
        yield return new("two parts: signature cut off with its dot", good[..good.LastIndexOf('.')], "not-three-parts");
        yield return new("four parts", good + ".AAAA", "not-three-parts");
        yield return new("six parts", good + ".A.A.A", "not-three-parts");
        yield return new("only dots, three parts", "..", "not-json");
        yield return new("a thousand dots", new string('.', 1000), "not-three-parts");
        yield return new("encrypted, dir", EncryptedTokens.Encrypt(good, Keys.Direct), "encrypted");
        yield return new("encrypted, RSA-OAEP-256", EncryptedTokens.Encrypt(good, Keys.Recipient), "encrypted");
        yield return new(
            "PBES2 with two milliard rounds",
            $"{Encode("""{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2c":2147483647,"p2s":"AAAA"}""")}.AAAA.AAAA.AAAA.AAAA",
            "encrypted"
        );
        yield return new("17 KB", Token(payload: Claims(c => c["pad"] = new string('x', 17_000))), "too-long");
        yield return new("a megabyte of A", new string('A', 1 << 20), "too-long");
        yield return new("Bearer left in front", "Bearer " + good, "not-base64url");
    }

    private static IEnumerable<ForgedToken> Encodings()
    {
        var good = Token();
        yield return new("padding on the header", good.Part(0, p => p + "="), "not-base64url");
        yield return new("padding on the signature", good.Part(2, p => p + "=="), "not-base64url", true);
        yield return new("plus and slash of plain base64", Plain(), "not-base64url");
        yield return new("space inside", good.Part(1, p => p.Insert(8, " ")), "not-base64url");
        yield return new("line end after it", good + "\n", "not-base64url");
        yield return new("tab before it", "\t" + good, "not-base64url");
        yield return new("NUL inside", good.Part(1, p => p.Insert(4, "\0")), "not-base64url");
        yield return new("percent-encoded", good.Part(1, p => "%65" + p[1..]), "not-base64url");
        yield return new("a letter that looks like A", good.Part(0, p => "\u0410" + p[1..]), "not-base64url");
        yield return new(
            "one character too many",
            good.Part(0, p => p + new string('A', (5 - p.Length % 4) % 4)),
            "not-base64url"
        );
        yield return new("left-over bits in the signature", good.Part(2, Sibling), "not-canonical");
        yield return new("left-over bits in the payload", Uneven(), "not-canonical");
        yield return new(
            "header not UTF-8",
            Bytes([.. "{\"alg\":\"ES256\",\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8]),
            "not-utf8"
        );
        yield return new("overlong slash in UTF-8", Bytes([.. "{\"kid\":\""u8, 0xC0, 0xAF, .. "\"}"u8]), "not-utf8");
        yield return new(
            "byte order mark before the header",
            Bytes([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Header(Ecdsa))]),
            "not-json"
        );
        yield return new("header is not JSON", Token("alg=ES256"), "not-json");
        yield return new("header ends early", Token(Header(Ecdsa)[..^1]), "not-json");
        yield return new("header with a comment", Token("/* hi */" + Header(Ecdsa)), "not-json");
        yield return new("header with a comma too many", Token(Header(Ecdsa)[..^1] + ",}"), "not-json");
        yield return new("two objects in the header", Token(Header(Ecdsa) + "{}"), "not-json", true);
        yield return new("header is an array", Token("[" + Header(Ecdsa) + "]"), "not-an-object");
        yield return new("header is null", Token("null"), "not-an-object");
        yield return new("payload is a text", Token(payload: "\"admin\""), "not-an-object");
        yield return new("payload empty", Sign(Encode(Header(Ecdsa)) + ".", Ecdsa, Ecdsa.Alg), "not-json");
        yield return new(
            "payload nested 65 deep",
            Token(payload: Raw("deep", new string('[', 65) + new string(']', 65))),
            "not-json"
        );
        yield return new("half a surrogate pair in a claim", Token(payload: Raw("name", "\"\\ud800\"")), "not-json");
        yield return new("alg twice", Token(Header(Ecdsa, "\"alg\":\"none\"")), "duplicate-member");
        yield return new(
            "alg twice, once escaped",
            Token(Header(Ecdsa, "\"\\u0061lg\":\"ES256\"")),
            "duplicate-member",
            true
        );
        yield return new(
            "role twice in the payload",
            Token(payload: Raw("role", "\"admin\"")),
            "duplicate-member",
            true
        );
    }

    private static IEnumerable<ForgedToken> Extensions() =>
        [
            new(
                "crit with an unknown name",
                Token(Header(Ecdsa, "\"crit\":[\"http://lab.invalid/v2\"],\"http://lab.invalid/v2\":1")),
                "critical-extension",
                true
            ),
            new("crit empty", Token(Header(Ecdsa, "\"crit\":[]")), "critical-extension", true),
            new("crit null", Token(Header(Ecdsa, "\"crit\":null")), "critical-extension", true),
            new(
                "b64 false with crit",
                Token(Header(Ecdsa, "\"b64\":false,\"crit\":[\"b64\"]")),
                "critical-extension",
                true
            ),
            new("b64 false without crit", Token(Header(Ecdsa, "\"b64\":false")), "unencoded-payload", true),
        ];

    private static IEnumerable<ForgedToken> Algorithms()
    {
        foreach (var none in new[] { "none", "None", "NONE", "nOnE" })
            yield return new($"alg {none}, no signature", Unsigned(none), "algorithm-none");
        yield return new("alg none, the old signature left on", Token(Header(Ecdsa, alg: "none")), "algorithm-none");
        foreach (
            var odd in new[]
            {
                " none",
                "none\\u0000",
                "",
                "es256",
                "Es256",
                "ES256 ",
                "RS1",
                "ES256K",
                "EdDSA",
                "dir",
                "PBES2-HS256+A128KW",
                "A256GCM",
            }
        )
            yield return new($"alg \"{odd}\"", Token(Header(Ecdsa, alg: odd)), "algorithm-not-allowed");
        yield return new(
            "alg HS256, rightly signed, not on the list",
            Token(key: Keys.Shared),
            "algorithm-not-allowed"
        );
        yield return new("alg missing", Token($$"""{"kid":"{{Ecdsa.Kid}}","typ":"at+jwt"}"""), "algorithm-missing");
        yield return new(
            "alg a number",
            Token($$"""{"alg":256,"kid":"{{Ecdsa.Kid}}","typ":"at+jwt"}"""),
            "algorithm-missing"
        );
        yield return new(
            "alg an array",
            Token($$"""{"alg":["ES256"],"kid":"{{Ecdsa.Kid}}","typ":"at+jwt"}"""),
            "algorithm-missing"
        );
        yield return new(
            "alg null",
            Token($$"""{"alg":null,"kid":"{{Ecdsa.Kid}}","typ":"at+jwt"}"""),
            "algorithm-missing"
        );
        yield return new(
            "ALG in capitals only",
            Token($$"""{"ALG":"ES256","kid":"{{Ecdsa.Kid}}","typ":"at+jwt"}"""),
            "algorithm-missing"
        );
    }

    /// <summary>RS256 → HS256: the public key, in each form in which a program may hold it, as HMAC secret.</summary>
    private static IEnumerable<ForgedToken> Confusion()
    {
        var pem = PublicKeyAsSecret.Pem(Rsa);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        var forms = new (string Form, byte[] Secret)[]
        {
            ("PEM", Encoding.ASCII.GetBytes(pem)),
            ("PEM with a line end", Encoding.ASCII.GetBytes(pem + "\n")),
            ("PKCS#1 PEM", Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem())),
            ("DER", rsa.ExportSubjectPublicKeyInfo()),
            ("PKCS#1 DER", rsa.ExportRSAPublicKey()),
            ("JWK", Encoding.ASCII.GetBytes($$"""{"kty":"RSA","n":"{{Rsa.N}}","e":"{{Rsa.E}}"}""")),
            ("modulus", Base64UrlEncoder.DecodeBytes(Rsa.N)),
        };
        foreach (var (form, secret) in forms)
        {
            var input = $"{Encode(Header(Rsa, alg: "HS256"))}.{Encode(Claims())}";
            yield return new(
                $"HS256 with the public RSA key as {form}",
                Sign(input, new SymmetricSecurityKey(secret), "HS256"),
                "algorithm-not-allowed"
            );
        }
    }

    private static IEnumerable<ForgedToken> Types() =>
        [
            new("typ JWT: an ID token", Token(Header(Ecdsa, typ: "\"JWT\"")), "wrong-type"),
            new("typ logout+jwt", Token(Header(Ecdsa, typ: "\"logout+jwt\"")), "wrong-type"),
            new("typ at+jwt with a NUL", Token(Header(Ecdsa, typ: "\"at+jwt\\u0000\"")), "wrong-type"),
            new("typ with a space", Token(Header(Ecdsa, typ: "\" at+jwt\"")), "wrong-type"),
            new("typ a number", Token(Header(Ecdsa, typ: "1")), "type-missing"),
            new("typ missing", Token($$"""{"alg":"ES256","kid":"{{Ecdsa.Kid}}"}"""), "type-missing"),
        ];

    private static IEnumerable<ForgedToken> KeyNames()
    {
        foreach (
            var kid in new[]
            {
                "../../../../dev/null",
                "' UNION SELECT 'AAAA' -- ",
                "|| sleep 5",
                "http://127.0.0.1:9/key",
                "",
                Ecdsa.Kid.ToUpperInvariant(),
                Ecdsa.Kid + "\\u0000",
            }
        )
            yield return new(
                $"kid {kid}",
                Token(Header(Ecdsa).Replace(Ecdsa.Kid, kid, StringComparison.Ordinal)),
                "key-unknown"
            );
        var stranger = Keys.Stranger;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{stranger.X}}","y":"{{stranger.Y}}"}""";
        yield return new("its own key in jwk", Token(Header(stranger, $"\"jwk\":{jwk}"), key: stranger), "key-unknown");
        yield return new(
            "its own key at jku",
            Token(Header(stranger, "\"jku\":\"http://127.0.0.1:9/jwks\""), key: stranger),
            "key-unknown"
        );
        yield return new(
            "its own key at x5u",
            Token(Header(stranger, "\"x5u\":\"http://127.0.0.1:9/cert\""), key: stranger),
            "key-unknown"
        );
        yield return new(
            "its own key in x5c",
            Token(Header(stranger, "\"x5c\":[\"MIIB\"]"), key: stranger),
            "key-unknown"
        );
        yield return new("kid missing", Token("""{"alg":"ES256","typ":"at+jwt"}"""), "key-not-named");
        yield return new(
            "kid an object",
            Token("""{"alg":"ES256","kid":{"$ne":""},"typ":"at+jwt"}"""),
            "key-not-named"
        );
        yield return new(
            "ES256 with the id of the RSA key",
            Token(Header(Rsa, alg: "ES256")),
            "key-of-another-algorithm"
        );
        yield return new(
            "RS256 with the id of the EC key",
            Token(Header(Ecdsa, alg: "RS256"), key: Rsa),
            "key-of-another-algorithm"
        );
        yield return new(
            "ES256 with the id of the shared key",
            Token(Header(Keys.Shared, alg: "ES256")),
            "key-of-another-algorithm"
        );
    }

    private static IEnumerable<ForgedToken> Signatures()
    {
        var good = Token();
        yield return new("signature cut off, dot left", good.Part(2, _ => ""), "signature-missing");
        yield return new(
            "r and s both zero (CVE-2022-21449)",
            good.Part(2, _ => Base64Url.EncodeToString(new byte[64])),
            "wrong-signature"
        );
        yield return new(
            "r and s both the order of the curve",
            good.Part(2, _ => Base64Url.EncodeToString([.. Order, .. Order])),
            "wrong-signature"
        );
        yield return new(
            "r and s both one",
            good.Part(2, _ => Base64Url.EncodeToString([.. new byte[31], 1, .. new byte[31], 1])),
            "wrong-signature"
        );
        yield return new(
            "DER in place of r and s",
            good.Part(2, _ => Base64Url.EncodeToString(Der(good))),
            "wrong-signature"
        );
        yield return new(
            "one byte short",
            good.Part(2, p => Base64Url.EncodeToString(Base64Url.DecodeFromChars(p).AsSpan(0, 63))),
            "wrong-signature"
        );
        yield return new(
            "one byte long",
            good.Part(2, p => Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(p), 0])),
            "wrong-signature"
        );
        yield return new("one byte in all", good.Part(2, _ => "AA"), "wrong-signature");
        yield return new("one bit of the signature flipped", good.Part(2, p => Flip(p)), "wrong-signature");
        yield return new(
            "role raised after signing",
            good.Part(
                1,
                p =>
                    Encode(
                        Encoding
                            .UTF8.GetString(Base64Url.DecodeFromChars(p))
                            .Replace("\"user\"", "\"admin\"", StringComparison.Ordinal)
                    )
            ),
            "wrong-signature"
        );
        yield return new(
            "a space in the payload after signing",
            good.Part(1, p => Encode(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(p)) + " ")),
            "wrong-signature"
        );
        yield return new(
            "signature of another token",
            good.Part(2, _ => Token(payload: Claims(c => c["sub"] = "other")).Split('.')[2]),
            "wrong-signature"
        );
        yield return new(
            "signed by a stranger under a known id",
            Token(key: Keys.Stranger, header: Header(Ecdsa)),
            "wrong-signature"
        );
        yield return new(
            "jwk of the stranger beside a known id",
            Token(
                Header(
                    Ecdsa,
                    $$"""jwk":{"kty":"EC","crv":"P-256","x":"{{Keys.Stranger.X}}","y":"{{Keys.Stranger.Y}}"}""".Insert(
                        0,
                        "\""
                    )
                ),
                key: Keys.Stranger
            ),
            "wrong-signature"
        );
        yield return new(
            "RSA signature of zeros",
            Token(key: Rsa).Part(2, _ => Base64Url.EncodeToString(new byte[256])),
            "wrong-signature"
        );
        yield return new(
            "RSA signature with SHA-512",
            Sign($"{Encode(Header(Rsa))}.{Encode(Claims())}", Rsa, "RS512"),
            "wrong-signature"
        );
        yield return new(
            "RSA signature with PSS",
            Sign($"{Encode(Header(Rsa))}.{Encode(Claims())}", Rsa, "PS256"),
            "wrong-signature"
        );
    }

    private static IEnumerable<ForgedToken> Issuers() =>
        [
            new(
                "iss with a slash more",
                Token(payload: Claims(c => c["iss"] = VerifierPolicy.LabIssuer + "/")),
                "wrong-issuer"
            ),
            new(
                "iss in capitals",
                Token(payload: Claims(c => c["iss"] = VerifierPolicy.LabIssuer.ToUpperInvariant())),
                "wrong-issuer"
            ),
            new(
                "iss with a NUL",
                Token(payload: Claims(c => c["iss"] = VerifierPolicy.LabIssuer + "\0")),
                "wrong-issuer"
            ),
            new(
                "iss of somebody else",
                Token(payload: Claims(c => c["iss"] = "https://attacker.invalid")),
                "wrong-issuer"
            ),
            new("iss empty", Token(payload: Claims(c => c["iss"] = "")), "wrong-issuer"),
            new("iss missing", Token(payload: Claims(c => c.Remove("iss"))), "issuer-missing"),
            new("iss an array", Token(payload: Raw("iss", $"[\"{VerifierPolicy.LabIssuer}\"]")), "issuer-missing"),
        ];

    private static IEnumerable<ForgedToken> Audiences() =>
        [
            new("aud another API", Token(payload: Claims(c => c["aud"] = "billing-api")), "wrong-audience"),
            new("aud begins like ours", Token(payload: Claims(c => c["aud"] = "lab-api-2")), "wrong-audience"),
            new(
                "aud several in one text",
                Token(payload: Claims(c => c["aud"] = "lab-api billing-api")),
                "wrong-audience"
            ),
            new("aud an array of others", Token(payload: Raw("aud", "[\"a\",\"b\"]")), "wrong-audience"),
            new("aud an empty array", Token(payload: Raw("aud", "[]")), "wrong-audience"),
            new("aud an array in an array", Token(payload: Raw("aud", "[[\"lab-api\"]]")), "wrong-audience"),
            new("aud an object", Token(payload: Raw("aud", "{\"lab-api\":true}")), "wrong-audience"),
            new("aud null", Token(payload: Raw("aud", "null")), "audience-missing"),
            new("aud missing", Token(payload: Claims(c => c.Remove("aud"))), "audience-missing"),
        ];

    private static IEnumerable<ForgedToken> Times()
    {
        var now = Now.ToUnixTimeSeconds();
        yield return new("nbf in an hour", Token(payload: Claims(c => c["nbf"] = now + 3600)), "not-yet-valid");
        yield return new("nbf a text", Token(payload: Claims(c => c["nbf"] = $"{now}")), "nbf-not-a-date", true);
        yield return new("nbf null", Token(payload: Raw("nbf", "null")), "nbf-not-a-date");
        yield return new("exp an hour ago", Token(payload: Claims(c => c["exp"] = now - 3600)), "expired");
        yield return new("exp this very second", Token(payload: Claims(c => c["exp"] = now)), "expired");
        yield return new("exp zero", Token(payload: Claims(c => c["exp"] = 0)), "expired");
        yield return new("exp missing", Token(payload: Claims(c => c.Remove("exp"))), "expiry-missing");
        yield return new("exp a text", Token(payload: Claims(c => c["exp"] = $"{now + 600}")), "exp-not-a-date", true);
        yield return new("exp null", Token(payload: Raw("exp", "null")), "exp-not-a-date");
        yield return new("exp true", Token(payload: Raw("exp", "true")), "exp-not-a-date");
        yield return new("exp below zero", Token(payload: Raw("exp", "-1")), "exp-not-a-date");
        yield return new(
            "exp in milliseconds",
            Token(payload: Raw("exp", $"{(now + 600) * 1000}")),
            "exp-not-a-date",
            true
        );
        yield return new("exp beyond all numbers", Token(payload: Raw("exp", "1e400")), "exp-not-a-date");
    }

    private static byte[] Order =>
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    /// <summary>The good claims with one member written as given, in place of the good one unless that is "role", which then stands twice.</summary>
    private static string Raw(string name, string json)
    {
        var claims = Claims(c =>
        {
            if (name != "role")
                c.Remove(name);
        });
        return $"{claims[..^1]},\"{name}\":{json}}}";
    }

    private static string Unsigned(string alg) => $"{Encode(Header(Ecdsa, alg: alg))}.{Encode(Claims())}.";

    private static string Bytes(byte[] header) =>
        Sign($"{Base64Url.EncodeToString(header)}.{Encode(Claims())}", Ecdsa, Ecdsa.Alg);

    private static string Plain()
    {
        for (var pad = "~~~???>>>"; ; pad += "?")
        {
            var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(Claims(c => c["pad"] = pad))).TrimEnd('=');
            if (payload.Contains('+', StringComparison.Ordinal) && payload.Contains('/', StringComparison.Ordinal))
                return Sign($"{Encode(Header(Ecdsa))}.{payload}", Ecdsa, Ecdsa.Alg);
        }
    }

    /// <summary>Another last character for the same bytes.</summary>
    private static string Sibling(string part)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return part[..^1] + alphabet[alphabet.IndexOf(part[^1], StringComparison.Ordinal) + 1];
    }

    private static string Uneven()
    {
        for (var pad = ""; ; pad += "x")
        {
            var payload = Encode(Claims(c => c["pad"] = pad));
            if (payload.Length % 4 != 0)
                return Sign($"{Encode(Header(Ecdsa))}.{Sibling(payload)}", Ecdsa, Ecdsa.Alg);
        }
    }

    private static byte[] Der(string token)
    {
        var raw = Base64Url.DecodeFromChars(token.Split('.')[2]);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(raw.AsSpan(0, 32).TrimStart((byte)0));
            writer.WriteIntegerUnsigned(raw.AsSpan(32).TrimStart((byte)0));
        }
        return writer.Encode();
    }

    private static string Flip(string part)
    {
        var bytes = Base64Url.DecodeFromChars(part);
        bytes[10] ^= 1;
        return Base64Url.EncodeToString(bytes);
    }
}
