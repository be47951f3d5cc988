using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Making;

internal static class TokenMaker
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>As an issuer does it: alg and kid come from the key.</summary>
    /// <param name="payload">A JSON object; it is signed as it is written.</param>
    /// <param name="header">Further header members, typ among them.</param>
    public static string Sign(string payload, JsonWebKey key, IDictionary<string, object> header) =>
        Handler.CreateToken(payload, new SigningCredentials(key, key.Alg), header);

    /// <summary>Any header over any payload, for tokens that no issuer would make. The signature, where there is one, is the library's.</summary>
    public static string Forge(object header, string payload, SecurityKey? key = null, string algorithm = "")
    {
        var input = $"{Encode(JsonSerializer.Serialize(header))}.{Encode(payload)}";
        if (key is null)
            return input + ".";
        var provider = CryptoProviderFactory.Default.CreateForSigning(key, algorithm, cacheProvider: false);
        try
        {
            return $"{input}.{Base64Url.EncodeToString(provider.Sign(Encoding.ASCII.GetBytes(input)))}";
        }
        finally
        {
            CryptoProviderFactory.Default.ReleaseSignatureProvider(provider);
        }
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
