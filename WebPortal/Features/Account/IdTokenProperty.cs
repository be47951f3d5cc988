using Microsoft.AspNetCore.Authentication;

namespace WebPortal.Features.Account;

/// <summary>What a session keeps for the way out at its provider.</summary>
internal static class IdTokenProperty
{
    private const string Name = ".id_token";

    public static AuthenticationProperties WithIdToken(this AuthenticationProperties properties, string? idToken)
    {
        properties.SetString(Name, idToken);
        return properties;
    }

    public static string? GetIdToken(this AuthenticationProperties properties) => properties.GetString(Name);
}
