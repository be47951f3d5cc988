using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Keys;

/// <summary>One owner-only file a key, <c>{algorithm}-{ticks}-{kid}.pem</c>: the name sorts by age.</summary>
internal sealed class KeyFiles(DataDirectory data, TimeProvider clock)
{
    /// <summary>RSA-3072 is the default; P-256 is there for clients that ask for ES256.</summary>
    public static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    public IEnumerable<SigningCredentials> Signing() =>
        Algorithms.SelectMany(algorithm =>
            Files(algorithm).OrderDescending(StringComparer.Ordinal).Select(file => Read(file, algorithm))
        );

    public EncryptingCredentials Encryption()
    {
        var text = OwnerOnly.ReadOrCreate(
            data.File("keys", "encryption.key"),
            () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
        );
        return new EncryptingCredentials(
            new SymmetricSecurityKey(Convert.FromBase64String(text)),
            SecurityAlgorithms.Aes256KW,
            SecurityAlgorithms.Aes256CbcHmacSha512
        );
    }

    public string CreateSigning(string algorithm)
    {
        var kid = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(12));
        // Never older than the newest one there is, even when the clock was set back.
        var newest = Files(algorithm)
            .Select(f => long.Parse(Path.GetFileName(f).Split('-')[1], CultureInfo.InvariantCulture));
        var ticks = Math.Max(clock.GetUtcNow().Ticks, newest.DefaultIfEmpty().Max() + 1);
        OwnerOnly.Write(data.File("keys", $"{algorithm}-{ticks:D19}-{kid}.pem"), Generate(algorithm));
        return kid;
    }

    public void Delete(string kid)
    {
        foreach (var file in Algorithms.SelectMany(Files).Where(f => KidOf(f) == kid))
            File.Delete(file);
    }

    private static string Generate(string algorithm)
    {
        using AsymmetricAlgorithm key =
            algorithm == SecurityAlgorithms.RsaSha256 ? RSA.Create(3072) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static SigningCredentials Read(string file, string algorithm)
    {
        var pem = File.ReadAllText(file);
        return new SigningCredentials(
            algorithm == SecurityAlgorithms.RsaSha256 ? Rsa(pem, file) : Ec(pem, file),
            algorithm
        );
    }

    private static RsaSecurityKey Rsa(string pem, string file)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new RsaSecurityKey(rsa) { KeyId = KidOf(file) };
    }

    private static ECDsaSecurityKey Ec(string pem, string file)
    {
        var ec = ECDsa.Create();
        ec.ImportFromPem(pem);
        return new ECDsaSecurityKey(ec) { KeyId = KidOf(file) };
    }

    private IEnumerable<string> Files(string algorithm) =>
        Directory.EnumerateFiles(data.Folder("keys").FullName, $"{algorithm}-*.pem");

    // The kid may hold '-' itself: it is everything behind the second one.
    private static string KidOf(string file) => Path.GetFileNameWithoutExtension(file).Split('-', 3)[2];
}
