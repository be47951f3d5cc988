using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>
/// The same token given whole to the framework's own validation, every check on. What production code should call; the steps are for looking.
/// </summary>
internal sealed record LibraryOpinion(bool Accepted, string Words)
{
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Examination.LongestToken };

    public static async Task<LibraryOpinion> OfAsync(
        string token,
        VerifierPolicy policy,
        IReadOnlyList<JsonWebKey> keys
    )
    {
        var result = await Handler.ValidateTokenAsync(token, Parameters(policy, keys));
        return result.IsValid ? new(true, "accepted") : new(false, result.Exception?.GetType().Name ?? "refused");
    }

    public static TokenValidationParameters Parameters(VerifierPolicy policy, IReadOnlyList<JsonWebKey> keys) =>
        new()
        {
            ValidAlgorithms = policy.Algorithms,
            ValidTypes = [policy.Type, "application/" + policy.Type],
            ValidIssuer = policy.Issuer,
            ValidAudience = policy.Audience,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            // The default is five minutes: a token would live five minutes longer than it says.
            ClockSkew = TimeSpan.FromSeconds(policy.SkewSeconds),
        };
}
