using System.Text.Json;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>Reads claims by their JSON type.</summary>
internal static class ClaimReading
{
    public static string? Text(this JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object
        && claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>JSON's own true, nothing else: a provider that writes "true" or 1 has not said that it verified anything.</summary>
    public static bool IsTrue(this JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object
        && claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.True;

    public static DateTimeOffset? Moment(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds)
        && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>RFC 8176 values; those that are none, and what is beyond 64 characters, are left out.</summary>
    public static string Methods(this JsonElement claims)
    {
        if (!claims.TryGetProperty("amr", out var value) || value.ValueKind != JsonValueKind.Array)
            return "";
        var joined = "";
        foreach (var method in value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String))
        {
            var text = method.GetString()!;
            if (text.Length is 0 or > 16 || !text.All(char.IsAsciiLetterOrDigit) || joined.Length + text.Length > 63)
                continue;
            joined = joined.Length == 0 ? text : $"{joined} {text}";
        }
        return joined;
    }
}
