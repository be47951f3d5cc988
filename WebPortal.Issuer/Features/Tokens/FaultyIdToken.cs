using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>Turns a right ID token into a wrong one. Everything but the ordered fault stays as it was, so that a refusal has one cause.</summary>
internal static class FaultyIdToken
{
    public static string Mangle(string idToken, Fault fault, SigningCredentials credentials)
    {
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(new JsonWebToken(idToken).EncodedPayload))!.AsObject();
        switch (fault)
        {
            case Fault.WrongSignature:
                return BreakSignature(idToken);
            case Fault.AlgNone:
                return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{new JsonWebToken(idToken).EncodedPayload}.";
            case Fault.WrongAudience:
                claims["aud"] = "somebody-else";
                claims["azp"] = "somebody-else";
                break;
            case Fault.WrongIssuer:
                claims["iss"] = "https://issuer.example/";
                break;
            case Fault.WrongNonce:
                claims["nonce"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));
                break;
            case Fault.Expired:
                // A day: outside any clock skew a relying party may allow.
                foreach (var time in new[] { "iat", "nbf", "exp" })
                    claims[time] = claims[time] is { } value ? value.GetValue<long>() - 86_400 : null;
                break;
            case Fault.ExtraAudience:
                claims["aud"] = new JsonArray(claims["aud"]!.DeepClone(), "somebody-else");
                claims["azp"] = "somebody-else";
                break;
            default:
                return idToken;
        }
        foreach (var absent in claims.Where(c => c.Value is null).Select(c => c.Key).ToList())
            claims.Remove(absent);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            claims.ToJsonString(),
            credentials
        );
    }

    private static string BreakSignature(string idToken)
    {
        var parts = idToken.Split('.');
        var signature = Base64UrlEncoder.DecodeBytes(parts[2]);
        signature[0] ^= 1;
        return $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(signature)}";
    }
}
