using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Verifiers;

/// <summary>The same, right: RS256 is checked with the issuer's public key, found by its name, and the kind of token is asked for.</summary>
internal sealed class RightVerifier(IReadOnlyList<JsonWebKey> publicKeys)
{
    public Task<TokenValidationResult> VerifyTokenAsync(string token) =>
        new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                IssuerSigningKeys = publicKeys,
                TryAllIssuerSigningKeys = false,
                ValidAlgorithms = ["RS256"],
                ValidTypes = ["at+jwt"],
                ValidAudience = "your-api",
                ValidIssuer = "your-auth-server",
                ClockSkew = TimeSpan.Zero,
            }
        );
}
