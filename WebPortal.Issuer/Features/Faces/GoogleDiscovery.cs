using Microsoft.IdentityModel.Tokens;
using WebPortal.Issuer.Keys;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>The face's own discovery document and key set: to a client it is a provider of its own.</summary>
internal sealed class GoogleDiscovery(IssuerAddress address, KeyRing keys)
{
    public IResult Document() =>
        Results.Json(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["issuer"] = GoogleFace.Issuer(address),
                ["authorization_endpoint"] = $"{address.Origin}/{Face.GoogleAuthorizePath}",
                ["token_endpoint"] = $"{address.Origin}/google/token",
                ["userinfo_endpoint"] = $"{address.Origin}/google/userinfo/v3",
                ["revocation_endpoint"] = $"{address.Origin}/google/revoke",
                ["jwks_uri"] = $"{address.Origin}/google/oauth2/v3/certs",
                ["response_types_supported"] = new[] { "code" },
                ["response_modes_supported"] = new[] { "query" },
                ["grant_types_supported"] = new[] { "authorization_code" },
                ["subject_types_supported"] = new[] { "public" },
                ["id_token_signing_alg_values_supported"] = new[] { SecurityAlgorithms.RsaSha256 },
                ["scopes_supported"] = Face.Google.Scopes.Keys,
                ["token_endpoint_auth_methods_supported"] = new[] { "client_secret_post", "client_secret_basic" },
                ["claims_supported"] = new[]
                {
                    "aud",
                    "email",
                    "email_verified",
                    "exp",
                    "family_name",
                    "given_name",
                    "iat",
                    "iss",
                    "name",
                    "picture",
                    "sub",
                },
                ["code_challenge_methods_supported"] = new[] { "S256" },
            }
        );

    public IResult Keys() =>
        Results.Json(
            new
            {
                keys = keys
                    .Signing.Where(c => c.Algorithm == SecurityAlgorithms.RsaSha256)
                    .Select(c => JsonWebKeyConverter.ConvertFromRSASecurityKey((RsaSecurityKey)c.Key))
                    .Select(k => new
                    {
                        kty = k.Kty,
                        use = "sig",
                        alg = SecurityAlgorithms.RsaSha256,
                        kid = k.Kid,
                        n = k.N,
                        e = k.E,
                    }),
            }
        );
}
