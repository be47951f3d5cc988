using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;

namespace WebPortal.Features.Lab.Tokens.Encryption;

/// <param name="Content">What was inside, when it opened.</param>
internal sealed record Opened(TokenPart Header, string[] Parts, Refusal? Refusal, string? Content);

/// <summary>Opens what it expects and nothing else; all that can be refused by the header alone is refused before a key is touched.</summary>
internal static class EncryptedTokenVerifier
{
    private static readonly Refusal TooLong = new(
        "too-long",
        "too long",
        "Longer than 16 KB: refused before anything is read."
    );
    private static readonly Refusal NotFiveParts = new(
        "not-five-parts",
        "not five parts",
        "An encrypted token is header, encrypted key, initialisation vector, ciphertext and tag."
    );
    private static readonly Refusal NotReadable = new(
        "not-readable",
        "not readable",
        "A part is not base64url, or the header is not one JSON object."
    );
    private static readonly Refusal Critical = new(
        "critical-extension",
        "a critical extension",
        "The header marks something as critical that this verifier does not know."
    );
    private static readonly Refusal Compressed = new(
        "compressed",
        "compressed",
        "A few hundred bytes can unpack to gigabytes, and the size of compressed secrets gives them away (RFC 8725 3.6)."
    );
    private static readonly Refusal Costly = new(
        "password-based",
        "password-based encryption",
        "PBES2 lets the sender choose how many rounds the receiver computes (CVE-2023-52428 and others). No API needs it."
    );
    private static readonly Refusal NotAllowed = new(
        "algorithm-not-allowed",
        "algorithm not allowed",
        "This API opens dir and RSA-OAEP-256 with A256GCM, each with its own key."
    );
    private static readonly Refusal Unknown = new("key-unknown", "unknown key", "No key of ours has this name.");
    private static readonly Refusal Closed = new(
        "cannot-decrypt",
        "does not open",
        "Wrong key, or a bit was changed: authenticated encryption does not say which."
    );

    public static Opened Open(string token, IReadOnlyList<JsonWebKey> keys)
    {
        var parts = token.Length > Examination.LongestToken ? [] : token.Split('.', 7);
        var header = TokenPart.OfJson(parts.ElementAtOrDefault(0) ?? "");
        var refusal = Refuse(token, parts, header, keys, out var key);
        var content = refusal is null ? EncryptedTokens.Decrypt(token, key!) : null;
        return new Opened(header, parts, refusal ?? (content is null ? Closed : null), content);
    }

    private static Refusal? Refuse(
        string token,
        string[] parts,
        TokenPart header,
        IReadOnlyList<JsonWebKey> keys,
        out JsonWebKey? key
    )
    {
        key = null;
        if (token.Length > Examination.LongestToken)
            return TooLong;
        if (parts.Length != 5)
            return NotFiveParts;
        if (header.Fault != PartFault.None || parts.Skip(1).Any(p => TokenPart.OfBytes(p).Fault != PartFault.None))
            return NotReadable;
        if (Has(header, "crit"))
            return Critical;
        if (Has(header, "zip"))
            return Compressed;
        var algorithm = Examination.Text(header, "alg") ?? "";
        if (algorithm.StartsWith("PBES2", StringComparison.OrdinalIgnoreCase))
            return Costly;
        if (!keys.Any(k => k.Alg == algorithm) || Examination.Text(header, "enc") != "A256GCM")
            return NotAllowed;
        key = keys.FirstOrDefault(k => k.Kid == Examination.Text(header, "kid"));
        return key is null ? Unknown
            : key.Alg != algorithm ? NotAllowed
            : null;
    }

    private static bool Has(TokenPart header, string name) => Examination.Member(header, name) is JsonElement;
}
