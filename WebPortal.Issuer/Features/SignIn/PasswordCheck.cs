using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Features.SignIn;

/// <summary>Who this is, by login name or address and password; null for every other case, at the same cost.</summary>
internal sealed class PasswordCheck(IssuerDbContext db, IPasswordHasher<Person> hasher)
{
    private static string? _decoy;

    public async Task<Person?> FindAsync(string login, string password, CancellationToken ct)
    {
        var name = login.Trim();
        var person = await db.People.AsNoTracking().FirstOrDefaultAsync(p => p.Login == name || p.Email == name, ct);
        // A missing account costs one hash as well: the time taken must not tell who has one.
        var hash =
            person?.PasswordHash ?? (_decoy ??= hasher.HashPassword(null!, RandomNumberGenerator.GetHexString(32)));
        var right = hasher.VerifyHashedPassword(person!, hash, password) != PasswordVerificationResult.Failed;
        return right && person is { Disabled: false } ? person : null;
    }
}
