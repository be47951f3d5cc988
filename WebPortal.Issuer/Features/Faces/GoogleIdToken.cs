using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Tokens;
using WebPortal.Issuer.Keys;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>An ID token in Google's shape: numeric <c>sub</c>, <c>azp</c>, <c>at_hash</c>, <c>email_verified</c> a JSON boolean.</summary>
internal sealed class GoogleIdToken(IssuerAddress address, KeyRing keys, TimeProvider clock)
{
    public string Create(FaceGrant grant, Person person, string accessToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = About(address, person, grant.Scopes.Split(' '));
        claims["iss"] = GoogleFace.Issuer(address);
        claims["aud"] = grant.ClientId;
        claims["azp"] = grant.ClientId;
        claims["at_hash"] = HashOf(accessToken);
        claims["iat"] = now;
        claims["exp"] = now + 3600;
        if (grant.Nonce is not null)
            claims["nonce"] = grant.Nonce;
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        var token = handler.CreateToken(
            new SecurityTokenDescriptor { Claims = claims, SigningCredentials = keys.Current }
        );
        return FaultyIdToken.Mangle(token, Faults.Parse(grant.Fault), keys.Current);
    }

    /// <summary>Also the answer of <c>/userinfo/v3</c>.</summary>
    public static Dictionary<string, object> About(
        IssuerAddress address,
        Person person,
        IReadOnlyCollection<string> scopes
    )
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = person.GoogleSubject };
        if (scopes.Contains("profile"))
        {
            claims["name"] = person.Name;
            claims["given_name"] = person.GivenName;
            claims["family_name"] = person.FamilyName;
            claims["picture"] = address.Origin + "/logo.svg";
        }
        if (scopes.Contains("email") && person.Email is not null)
        {
            claims["email"] = person.Email;
            claims["email_verified"] = person.EmailVerified;
        }
        return claims;
    }

    // OIDC Core, 3.1.3.6: the left half of the hash that belongs to the signature's algorithm.
    private static string HashOf(string accessToken) =>
        Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))[..16]);
}
