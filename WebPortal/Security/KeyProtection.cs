using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using WebPortal.Data;

namespace WebPortal.Security;

/// <summary>
/// Data-protection keys (antiforgery tokens, mail links, sign-in state) live in the database, so that what one instance makes another can read.
/// <c>DataProtection:Certificate:Path</c> and <c>:Password</c> name the PKCS#12 file that encrypts them there; <c>DataProtection:OldCertificates:0:Path</c> …
/// are those of before, needed to read older keys. Whoever reads a key can forge tokens, yet no session: a session is a random number in Redis.
/// </summary>
internal static class KeyProtection
{
    public const string CertificatePath = "DataProtection:Certificate:Path";
    public const string AllowUnprotected = "DataProtection:AllowUnprotected";

    public static void AddKeyProtection(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var keys = builder
            .Services.AddDataProtection()
            .SetApplicationName("WebPortal")
            .PersistKeysToDbContext<PortalDbContext>();
        if (string.IsNullOrWhiteSpace(settings[CertificatePath]))
            return;
        var current = Load(settings.GetSection("DataProtection:Certificate"));
        keys.ProtectKeysWithCertificate(current);
        keys.UnprotectKeysWithAnyCertificate([
            current,
            .. settings.GetSection("DataProtection:OldCertificates").GetChildren().Select(Load),
        ]);
    }

    private static X509Certificate2 Load(IConfigurationSection section)
    {
        var path = section["Path"] ?? "";
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, section["Password"]);
            return certificate.HasPrivateKey
                ? certificate
                : throw new StartException(
                    $"{section.Path}: {path} holds no private key, which reading the keys needs."
                );
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{section.Path}: {path} cannot be opened as a PKCS#12 file with that password.");
        }
    }
}
