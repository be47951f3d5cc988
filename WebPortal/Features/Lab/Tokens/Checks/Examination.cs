using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>One token on the bench: what was read of it, what is expected, and what the checks found so far.</summary>
internal sealed class Examination
{
    public const int LongestToken = 16 * 1024;

    public Examination(string token, VerifierPolicy policy, IReadOnlyList<JsonWebKey> keys, DateTimeOffset now)
    {
        (Token, Policy, Keys, Now) = (token, policy, keys, now);
        Parts = token.Length > LongestToken ? [] : token.Split('.', 7);
        Header = TokenPart.OfJson(Parts.ElementAtOrDefault(0) ?? "");
        Payload = TokenPart.OfJson(Parts.Length == 3 ? Parts[1] : "");
        Signature = TokenPart.OfBytes(Parts.Length == 3 ? Parts[2] : "");
    }

    public string Token { get; }

    public VerifierPolicy Policy { get; }

    public IReadOnlyList<JsonWebKey> Keys { get; }

    public DateTimeOffset Now { get; }

    public string[] Parts { get; }

    public TokenPart Header { get; }

    public TokenPart Payload { get; }

    public TokenPart Signature { get; }

    /// <summary>The signature is over the first two parts as they are written, never over what they decode to.</summary>
    public byte[] SigningInput => Encoding.ASCII.GetBytes(Parts[0] + "." + Parts[1]);

    public string? Algorithm => Text(Header, "alg");

    public string? KeyId => Text(Header, "kid");

    /// <summary>Which key checks the signature; one when <c>kid</c> was looked up, all when that check is off.</summary>
    public IReadOnlyList<JsonWebKey> Candidates { get; set; } = [];

    public TimeSpan? SignatureTook { get; set; }

    public static JsonElement? Member(TokenPart part, string name) =>
        part.Json.ValueKind == JsonValueKind.Object && part.Json.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(TokenPart part, string name) =>
        Member(part, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>As it stands in the token, for the table; absent is said in words.</summary>
    public static string Shown(TokenPart part, string name) =>
        Member(part, name) switch
        {
            null => "not there",
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { } other => other.GetRawText(),
        };
}
