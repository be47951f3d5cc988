using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Features.People;

/// <summary>
/// The passwords of the demo people, made at first start: none is the same on two machines. They are kept readable,
/// owner-only, because the sign-in page of Development shows them; the store has hashes as for anybody.
/// </summary>
internal sealed class DemoPasswords(DataDirectory data, IOptions<IssuerOptions> options, IHostEnvironment environment)
{
    // No letter that looks like another one: people type these from the page.
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public bool Seeded => options.Value.DemoPeople ?? environment.IsDevelopment();

    public bool Shown => Seeded && environment.IsDevelopment();

    public string Of(DemoPerson person) =>
        OwnerOnly.ReadOrCreate(
            data.File("demo-passwords", person.Login),
            () => RandomNumberGenerator.GetString(Letters, 16)
        );
}
