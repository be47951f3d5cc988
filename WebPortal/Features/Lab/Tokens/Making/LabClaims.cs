using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebPortal.Features.Lab.Tokens.Checks;

namespace WebPortal.Features.Lab.Tokens.Making;

/// <summary>What the lab's access tokens say.</summary>
internal static class LabClaims
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions AsWritten = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(AsWritten) { WriteIndented = true };

    public static JsonObject At(DateTimeOffset now) =>
        new()
        {
            ["iss"] = VerifierPolicy.LabIssuer,
            ["aud"] = VerifierPolicy.LabAudience,
            ["sub"] = "8c1f20b7",
            ["jti"] = RandomNumberGenerator.GetHexString(8, lowercase: true),
            ["role"] = "user",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.Add(Lifetime).ToUnixTimeSeconds(),
        };

    public static JsonObject With(this JsonObject claims, string name, JsonNode? value)
    {
        claims[name] = value;
        return claims;
    }

    public static JsonObject Without(this JsonObject claims, string name)
    {
        claims.Remove(name);
        return claims;
    }

    public static string Written(this JsonObject claims) => claims.ToJsonString(AsWritten);

    public static string Pretty(this JsonObject claims) => claims.ToJsonString(Indented);
}
