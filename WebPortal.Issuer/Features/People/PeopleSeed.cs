using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Features.People;

internal sealed class PeopleSeed(IssuerDbContext db, IPasswordHasher<Person> hasher, DemoPasswords passwords)
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (!passwords.Seeded)
            return;
        foreach (var demo in DemoPerson.All)
        {
            if (!await db.People.AnyAsync(p => p.Login == demo.Login, ct))
                db.People.Add(Make(demo));
        }
        await db.SaveChangesAsync(ct);
    }

    private Person Make(DemoPerson demo)
    {
        var person = new Person
        {
            Subject = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
            NumericId = demo.NumericId,
            Login = demo.Login,
            Name = demo.Name,
            GivenName = demo.GivenName,
            FamilyName = demo.FamilyName,
            Email = demo.Email,
            EmailVerified = demo.Verified,
            EmailPublic = demo.Public,
            PasswordHash = "",
        };
        person.PasswordHash = hasher.HashPassword(person, passwords.Of(demo));
        return person;
    }
}
