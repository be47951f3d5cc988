using System.Security.Claims;

namespace WebPortal.Features.Account;

/// <summary>What the ticket says about a person. Short names: the ticket is read on every request.</summary>
internal static class PortalClaims
{
    public const string UserId = "sub";
    public const string Name = "name";
    public const string Email = "email";
    public const string Role = "role";

    public static string GetUserId(this ClaimsPrincipal user) =>
        user.FindFirstValue(UserId) ?? throw new InvalidOperationException("Nobody is signed in.");
}
