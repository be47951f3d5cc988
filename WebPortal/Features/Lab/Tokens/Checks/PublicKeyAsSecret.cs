using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>
/// The old mistake behind RS256 → HS256 confusion: one function verify(token, key), and the text of the public key goes in as HMAC secret.
/// Reached only when the algorithm check is switched off.
/// </summary>
internal static class PublicKeyAsSecret
{
    public static SymmetricSecurityKey Of(JsonWebKey key) => new(Encoding.ASCII.GetBytes(Pem(key)));

    public static string Pem(JsonWebKey key)
    {
        if (key.Kty == "RSA")
        {
            using var rsa = RSA.Create(
                new RSAParameters
                {
                    Modulus = Base64UrlEncoder.DecodeBytes(key.N),
                    Exponent = Base64UrlEncoder.DecodeBytes(key.E),
                }
            );
            return rsa.ExportSubjectPublicKeyInfoPem();
        }
        using var ecdsa = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
            }
        );
        return ecdsa.ExportSubjectPublicKeyInfoPem();
    }
}
