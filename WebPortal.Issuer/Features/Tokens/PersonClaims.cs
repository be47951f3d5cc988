using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Security;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>How somebody signed in: what an ID token says beside who it is.</summary>
internal sealed record SignInFacts(string? Sid, DateTimeOffset AuthTime);

/// <summary>The claims of a person under the scopes that were allowed, and which token each may stand in.</summary>
internal sealed class PersonClaims(IssuerAddress address)
{
    public ClaimsPrincipal Build(Person person, SignInFacts facts, IEnumerable<string> scopes, Fault fault)
    {
        var granted = Faults.Without(fault, scopes, Scopes.Email).ToList();
        var identity = new ClaimsIdentity(
            TokenValidationParameters.DefaultAuthenticationType,
            Claims.Name,
            Claims.Role
        );
        identity
            .SetClaim(Claims.Subject, person.Subject)
            .SetClaim(Claims.AuthenticationTime, facts.AuthTime.ToUnixTimeSeconds())
            .SetClaims(Claims.AuthenticationMethodReference, ["pwd"])
            .SetClaim("sid", facts.Sid)
            .SetClaim(Faults.Claim, fault == Fault.None ? null : fault.ToString());
        foreach (var (type, value) in About(person, granted))
            identity.AddClaim(type, value);
        identity.SetScopes(granted);
        identity.SetResources(granted.Select(s => IssuerScopes.All.GetValueOrDefault(s)?.Resource).OfType<string>());
        identity.SetDestinations(claim => DestinationsOf(claim.Type));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Also the answer of the userinfo endpoint.</summary>
    public IEnumerable<KeyValuePair<string, OpenIddictParameter>> About(
        Person person,
        IReadOnlyCollection<string> scopes
    )
    {
        if (scopes.Contains(Scopes.Profile))
        {
            yield return new(Claims.Name, person.Name);
            yield return new(Claims.GivenName, person.GivenName);
            yield return new(Claims.FamilyName, person.FamilyName);
            yield return new(Claims.PreferredUsername, person.Login);
            yield return new(Claims.Picture, address.Origin + "/logo.svg");
        }
        // No address, no claim: a null or an empty string would be one more thing a client can get wrong.
        if (scopes.Contains(Scopes.Email) && person.Email is not null)
        {
            yield return new(Claims.Email, person.Email);
            yield return new(Claims.EmailVerified, person.EmailVerified);
        }
        if (scopes.Contains(Scopes.Roles) && person.Role is not null)
            yield return new(Claims.Role, person.Role);
    }

    private static string[] DestinationsOf(string type) =>
        type switch
        {
            Faults.Claim => [],
            "sid" or Claims.Role => [Destinations.IdentityToken, Destinations.AccessToken],
            _ => [Destinations.IdentityToken],
        };
}

internal static class ClaimsIdentityClaims
{
    public static void AddClaim(this ClaimsIdentity identity, string type, OpenIddictParameter value)
    {
        if (value.GetRawValue() is bool truth)
            identity.SetClaim(type, truth);
        else
            identity.SetClaim(type, (string?)value);
    }
}
