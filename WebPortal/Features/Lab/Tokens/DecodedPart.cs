using System.Text.Encodings.Web;
using System.Text.Json;
using WebPortal.Features.Lab.Tokens.Checks;

namespace WebPortal.Features.Lab.Tokens;

/// <summary>The members of a header or payload, one a line; the script writes the same lines.</summary>
internal static class DecodedPart
{
    /// <summary>What an access token should say (RFC 9068 2.2), to mark what is missing.</summary>
    private static readonly string[] Wanted = ["iss", "aud", "sub", "jti", "iat", "exp"];

    private static readonly JsonSerializerOptions AsWritten = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IEnumerable<(string Name, string Value)> Lines(TokenPart part)
    {
        if (part.Json.ValueKind != JsonValueKind.Object)
            yield break;
        var members = part.Json.EnumerateObject().ToList();
        for (var i = 0; i < members.Count; i++)
        {
            var comma = i < members.Count - 1 ? "," : "";
            yield return (
                JsonSerializer.Serialize(members[i].Name, AsWritten) + ":",
                JsonSerializer.Serialize(members[i].Value, AsWritten) + comma
            );
        }
    }

    public static string Missing(TokenPart payload) =>
        payload.Json.ValueKind == JsonValueKind.Object
            ? string.Join(", ", Wanted.Where(name => Examination.Member(payload, name) is null))
            : "";
}
