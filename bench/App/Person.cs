using System.Security.Claims;

namespace WebPortal.Bench.App;

/// <summary>The same person for every peer: what the portal puts into a ticket.</summary>
internal static class Person
{
    public const string UserId = "sub";
    public const string Name = "name";
    public const string Email = "email";
    public const string Role = "role";

    public static string IdOf(int n) => $"6f9619ff-8b86-d011-b42d-{n:x12}";

    public static Claim[] Claims(int n) =>
        [
            new(UserId, IdOf(n)),
            new(Name, $"person.number{n}@example.com"),
            new(Email, $"person.number{n}@example.com"),
            new(Role, "Administrator"),
            new("amr", "pwd otp"),
            new("provider", "Google"),
        ];

    public static ClaimsPrincipal Principal(int n, string scheme) =>
        new(new ClaimsIdentity(Claims(n), scheme, Name, Role));
}
