using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

public sealed class KeyProtectionTests(PortalFixture portal)
{
    [Fact]
    public void What_one_instance_protects_the_other_reads()
    {
        var secret = Protector(portal.A).Protect("hello");
        Assert.Equal("hello", Protector(portal.B).Unprotect(secret));
    }

    [Fact]
    public async Task Keys_lie_encrypted_in_the_database_and_outlive_a_change_of_certificate()
    {
        using var directory = new TemporaryDirectory();
        var first = Certificate(directory, "first");
        var second = Certificate(directory, "second");
        string secret;
        await using (var instance = Instance(directory, ("DataProtection:Certificate", first)))
        {
            secret = Protector(instance).Protect("hello");
            await using var scope = instance.Services.CreateAsyncScope();
            var keys = scope.ServiceProvider.GetRequiredService<PortalDbContext>().DataProtectionKeys.ToList();
            Assert.NotEmpty(keys);
            Assert.All(keys, key => Assert.Contains("EncryptedData", key.Xml, StringComparison.Ordinal));
            Assert.All(keys, key => Assert.DoesNotContain("<masterKey", key.Xml, StringComparison.Ordinal));
        }

        await using (
            var changed = Instance(
                directory,
                ("DataProtection:Certificate", second),
                ("DataProtection:OldCertificates:0", first)
            )
        )
            Assert.Equal("hello", Protector(changed).Unprotect(secret));

        await using var stranger = Instance(directory, ("DataProtection:Certificate", second));
        Assert.ThrowsAny<CryptographicException>(() => Protector(stranger).Unprotect(secret));
    }

    private static IDataProtector Protector(PortalInstance instance) =>
        instance.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private PortalInstance Instance(
        TemporaryDirectory directory,
        params (string Section, string Path)[] certificates
    ) =>
        new(
            "keys",
            portal.Redis.Patiently,
            directory.Path,
            settings: certificates
                .SelectMany(c => new[] { ($"{c.Section}:Path", c.Path), ($"{c.Section}:Password", "of-the-file") })
                .ToDictionary(x => x.Item1, x => (string?)x.Item2)
        );

    private static string Certificate(TemporaryDirectory directory, string name)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=" + name,
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(directory.Path, name + ".pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "of-the-file"));
        return path;
    }
}
