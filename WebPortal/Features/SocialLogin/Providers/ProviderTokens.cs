using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>What a provider signed, once it was believed.</summary>
/// <param name="Payload">The claims as they were signed: JSON types are kept, so that "true" is not taken for true.</param>
internal sealed record BelievedToken(JsonElement Payload);

/// <summary>What a kind of token must look like; each kind differs from the others in something that is checked, so that none stands in for another.</summary>
internal sealed record TokenRules(string Audience)
{
    /// <summary>Issuers beside the metadata's own: Google has always had two spellings.</summary>
    public IReadOnlyList<string> AlsoIssuers { get; init; } = [];

    /// <summary>Allowed values of the header's typ; empty: any but those of other kinds.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public bool Expires { get; init; } = true;
}

/// <summary>Validates what providers sign, by IdentityModel, with the strictest settings.</summary>
internal static class ProviderTokens
{
    /// <summary>Instead of the default of five minutes.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Asymmetric and in use. Never "none", never HMAC: with those, whoever knows a client secret, or nobody at all, could sign.</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
    ];

    private static readonly string[] NotIdTokens = ["logout+jwt", "secevent+jwt", "at+jwt"];

    /// <summary>The claims of a token that may be believed; null when anything is wrong with it. Throws when the provider's keys cannot be fetched.</summary>
    public static async Task<BelievedToken?> BelieveAsync(
        string? token,
        BaseConfigurationManager provider,
        TokenRules rules,
        CancellationToken ct
    )
    {
        if (token is not { Length: > 0 and < 16_384 })
            return null;
        // The handler would take a failure to fetch for a wrong signature; here it is an outage.
        await provider.GetBaseConfigurationAsync(ct);
        var parameters = Parameters(rules);
        parameters.ConfigurationManager = provider;
        var result = await new SignedTokensOnly().ValidateTokenAsync(token, parameters);
        return result.IsValid ? new BelievedToken(PayloadOf((JsonWebToken)result.SecurityToken)) : null;
    }

    public static TokenValidationParameters Parameters(TokenRules rules) =>
        new()
        {
            ValidAudience = rules.Audience,
            ValidIssuers = rules.AlsoIssuers.Count == 0 ? null : rules.AlsoIssuers,
            ValidAlgorithms = Algorithms,
            ValidTypes = rules.Types.Count == 0 ? null : rules.Types,
            TypeValidator = rules.Types.Count == 0 ? RefuseOtherKinds : null,
            RequireExpirationTime = rules.Expires,
            RequireSignedTokens = true,
            ClockSkew = ClockSkew,
            // OpenID Connect Core 3.1.3.7 (3): further audiences that are not trusted make it invalid. None is trusted here.
            AudienceValidator = (audiences, _, _) => audiences.SequenceEqual([rules.Audience], StringComparer.Ordinal),
        };

    public static JsonElement PayloadOf(JsonWebToken token)
    {
        using var document = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return document.RootElement.Clone();
    }

    private static string RefuseOtherKinds(string type, SecurityToken token, TokenValidationParameters parameters) =>
        NotIdTokens.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? throw new SecurityTokenInvalidTypeException($"'{type}' is not the type of an ID token.")
            : type;
}

/// <summary>
/// IdentityModel's handler, which never takes an unsigned token. The OpenID Connect handler turns that requirement off in the code flow, because
/// the token came over TLS; then <c>alg: none</c>, or a right header with an empty signature, signs anybody in (dotnet/aspnetcore #37549).
/// </summary>
internal sealed class SignedTokensOnly : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(
        string token,
        TokenValidationParameters validationParameters
    )
    {
        ArgumentNullException.ThrowIfNull(validationParameters);
        validationParameters.RequireSignedTokens = true;
        return base.ValidateTokenAsync(token, validationParameters);
    }
}
