using System.Security.Cryptography;
using System.Text;
using Jose;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Encryption;

/// <summary>
/// RFC 7516 with jose-jwt: IdentityModel opens A256GCM but does not write it. The content is a signed token: encryption alone does not say who wrote it,
/// for RSA-OAEP everybody who has the public key could have.
/// </summary>
internal static class EncryptedTokens
{
    public static string Encrypt(string signed, JsonWebKey key)
    {
        using var rsa = key.Kty == "RSA" ? RSA.Create(Public(key)) : null;
        return JWE.EncryptBytes(
            Encoding.UTF8.GetBytes(signed),
            [new JweRecipient(Management(key), rsa is null ? Base64UrlEncoder.DecodeBytes(key.K) : rsa)],
            JweEncryption.A256GCM,
            mode: SerializationMode.Compact,
            extraProtectedHeaders: new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["kid"] = key.Kid,
                ["cty"] = "JWT",
            }
        );
    }

    /// <summary>The content, or null: wrong key and damaged text cannot be told apart, and should not be.</summary>
    public static string? Decrypt(string token, JsonWebKey key)
    {
        try
        {
            using var rsa = key.Kty == "RSA" ? RSA.Create(Private(key)) : null;
            // Algorithm and encryption are ours, not the header's.
            return JWT.Decode(
                token,
                rsa is null ? Base64UrlEncoder.DecodeBytes(key.K) : rsa,
                Management(key),
                JweEncryption.A256GCM
            );
        }
        catch (Exception e)
            when (e
                    is JoseException
                        or CryptographicException
                        or FormatException
                        or ArgumentException
                        or InvalidCastException
                        or KeyNotFoundException
            )
        {
            return null;
        }
    }

    private static JweAlgorithm Management(JsonWebKey key) =>
        key.Kty == "RSA" ? JweAlgorithm.RSA_OAEP_256 : JweAlgorithm.DIR;

    private static RSAParameters Public(JsonWebKey key) =>
        new() { Modulus = Base64UrlEncoder.DecodeBytes(key.N), Exponent = Base64UrlEncoder.DecodeBytes(key.E) };

    private static RSAParameters Private(JsonWebKey key) =>
        Public(key) with
        {
            D = Base64UrlEncoder.DecodeBytes(key.D),
            P = Base64UrlEncoder.DecodeBytes(key.P),
            Q = Base64UrlEncoder.DecodeBytes(key.Q),
            DP = Base64UrlEncoder.DecodeBytes(key.DP),
            DQ = Base64UrlEncoder.DecodeBytes(key.DQ),
            InverseQ = Base64UrlEncoder.DecodeBytes(key.QI),
        };
}
