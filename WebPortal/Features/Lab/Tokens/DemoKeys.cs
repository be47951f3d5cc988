using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens;

/// <summary>
/// Keys of the bench: made for this process, in memory only, and they open nothing. Nothing of the portal signs, encrypts or verifies with them.
/// A key id carries random letters, so that a token from before a restart is "key unknown" and not "signature wrong".
/// </summary>
internal sealed class DemoKeys
{
    public DemoKeys()
    {
        Shared = Secret("hs", SecurityAlgorithms.HmacSha256);
        Rsa = NewRsa("rs", SecurityAlgorithms.RsaSha256);
        Ecdsa = NewEcdsa();
        Stranger = NewEcdsa();
        Direct = Secret("dir", "dir");
        Recipient = NewRsa("enc", "RSA-OAEP-256");
        Published = [Shared, PublicHalf(Rsa), PublicHalf(Ecdsa)];
    }

    public JsonWebKey Shared { get; }

    public JsonWebKey Rsa { get; }

    public JsonWebKey Ecdsa { get; }

    /// <summary>Signs as well as the others do, but nobody published it.</summary>
    public JsonWebKey Stranger { get; }

    public JsonWebKey Direct { get; }

    public JsonWebKey Recipient { get; }

    /// <summary>What a verifier holds. The shared key is among them: who can check an HS256 token can make one.</summary>
    public IReadOnlyList<JsonWebKey> Published { get; }

    public JsonWebKey SigningKey(string algorithm) =>
        algorithm switch
        {
            SecurityAlgorithms.HmacSha256 => Shared,
            SecurityAlgorithms.RsaSha256 => Rsa,
            _ => Ecdsa,
        };

    public static JsonWebKey NewEcdsa()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = ecdsa.ExportParameters(includePrivateParameters: true);
        // Not the library's converter: its result goes on using the object that is disposed here.
        var jwk = new JsonWebKey
        {
            Kty = "EC",
            Crv = "P-256",
            X = Base64UrlEncoder.Encode(key.Q.X),
            Y = Base64UrlEncoder.Encode(key.Q.Y),
            D = Base64UrlEncoder.Encode(key.D),
        };
        return Named(jwk, "es", SecurityAlgorithms.EcdsaSha256);
    }

    public static JsonWebKey PublicHalf(JsonWebKey key) =>
        new()
        {
            Kty = key.Kty,
            Kid = key.Kid,
            Alg = key.Alg,
            N = key.N,
            E = key.E,
            Crv = key.Crv,
            X = key.X,
            Y = key.Y,
        };

    private static JsonWebKey NewRsa(string prefix, string algorithm)
    {
        using var key = RSA.Create(2048);
        return Named(
            JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.ExportParameters(true))),
            prefix,
            algorithm
        );
    }

    private static JsonWebKey Secret(string prefix, string algorithm) =>
        Named(
            new JsonWebKey { Kty = "oct", K = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32)) },
            prefix,
            algorithm
        );

    private static JsonWebKey Named(JsonWebKey key, string prefix, string algorithm)
    {
        key.Kid = $"{prefix}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        key.Alg = algorithm;
        return key;
    }
}
