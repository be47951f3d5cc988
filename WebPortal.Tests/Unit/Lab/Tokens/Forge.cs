using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Tests.Unit.Lab.Tokens;

/// <summary>Writes tokens by hand, so that each can be wrong in exactly one place.</summary>
internal static class Forge
{
    public static readonly DemoKeys Keys = new();
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(
        DateTimeOffset.UtcNow.ToUnixTimeSeconds()
    );

    public static JsonWebKey Ecdsa => Keys.Ecdsa;

    public static JsonWebKey Rsa => Keys.Rsa;

    public static string Header(JsonWebKey key, string more = "", string? alg = null, string typ = "\"at+jwt\"") =>
        $$"""{"alg":"{{alg ?? key.Alg}}","kid":"{{key.Kid}}","typ":{{typ}}{{(more.Length > 0 ? "," + more : "")}}}""";

    public static string Claims(Action<JsonObject>? change = null)
    {
        var claims = LabClaims.At(Now);
        change?.Invoke(claims);
        return claims.Written();
    }

    /// <summary>Good in all but what is given.</summary>
    public static string Token(
        string? header = null,
        string? payload = null,
        JsonWebKey? key = null,
        string? alg = null
    )
    {
        key ??= Ecdsa;
        return Sign($"{Encode(header ?? Header(key))}.{Encode(payload ?? Claims())}", key, alg ?? key.Alg);
    }

    public static string Sign(string input, SecurityKey key, string alg) =>
        input + "." + Base64Url.EncodeToString(Signature(input, key, alg));

    public static byte[] Signature(string input, SecurityKey key, string alg)
    {
        using var provider = CryptoProviderFactory.Default.CreateForSigning(key, alg, cacheProvider: false);
        return provider.Sign(Encoding.ASCII.GetBytes(input));
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Part(this string token, int index, Func<string, string> change)
    {
        var parts = token.Split('.');
        parts[index] = change(parts[index]);
        return string.Join('.', parts);
    }
}
