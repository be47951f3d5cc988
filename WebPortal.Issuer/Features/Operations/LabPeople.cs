using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Sessions;

namespace WebPortal.Issuer.Features.Operations;

/// <summary>People of a single race: nobody else's session hangs on them, and they are forgotten afterwards.</summary>
internal sealed class LabPeople(IssuerDbContext db, IPasswordHasher<Person> hasher, SessionEnding ending)
{
    private const string Prefix = "lab-";
    private const string Administrator = "administrator";

    public async Task<(Person Person, string Password)> AddAsync(bool administrator, CancellationToken ct)
    {
        var password = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));
        var person = new Person
        {
            Subject = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
            NumericId = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & 0x0FFF_FFFF_FFFF_FFFF,
            Login = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)),
            Name = "Lab person",
            PasswordHash = "",
            Role = administrator ? Administrator : null,
        };
        person.PasswordHash = hasher.HashPassword(person, password);
        db.People.Add(person);
        await db.SaveChangesAsync(ct);
        return (person, password);
    }

    public Task<int> DemoteAsync(string subject, CancellationToken ct) =>
        Of(subject).ExecuteUpdateAsync(p => p.SetProperty(e => e.Role, (string?)null), ct);

    /// <summary>Only people made here: nobody's account can be taken away with it.</summary>
    public async Task ForgetAsync(string subject, CancellationToken ct)
    {
        if (!await Of(subject).AnyAsync(ct))
            return;
        await ending.EndPersonAsync(subject, ct);
        await Of(subject).ExecuteDeleteAsync(ct);
    }

    private IQueryable<Person> Of(string subject) =>
        db.People.Where(p => p.Subject == subject && p.Login.StartsWith(Prefix));
}

internal static class LabPeopleEndpoints
{
    public static void MapLabPeople(this RouteGroupBuilder operations)
    {
        operations.MapPost(
            "/people",
            async (LabPeople people, bool? administrator, CancellationToken ct) =>
            {
                var (person, password) = await people.AddAsync(administrator ?? false, ct);
                return Results.Json(
                    new
                    {
                        subject = person.Subject,
                        login = person.Login,
                        password,
                    }
                );
            }
        );
        operations.MapPost(
            "/people/{subject}/demote",
            async (LabPeople people, string subject) =>
                Results.Json(new { demoted = await people.DemoteAsync(subject, CancellationToken.None) })
        );
        operations.MapPost(
            "/people/{subject}/forget",
            async (LabPeople people, string subject) =>
            {
                await people.ForgetAsync(subject, CancellationToken.None);
                return Results.NoContent();
            }
        );
    }
}
