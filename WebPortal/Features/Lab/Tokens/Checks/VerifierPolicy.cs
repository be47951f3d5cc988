using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>What an API expects of a token, and which of its checks are switched off for the sake of the experiment.</summary>
internal sealed record VerifierPolicy
{
    public const string LabIssuer = "http://issuer.localhost:5081";
    public const string LabAudience = "lab-api";
    public const string AccessToken = "at+jwt";

    /// <summary>What the bench can check at all. "none" is not among them.</summary>
    public static readonly IReadOnlyList<string> KnownAlgorithms =
    [
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.HmacSha256,
    ];

    /// <summary>Never shared-key and public-key algorithms for one issuer (RFC 8725 3.1, ASVS 9.1.2).</summary>
    public IReadOnlyList<string> Algorithms { get; init; } =
    [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];

    public string Type { get; init; } = AccessToken;

    public string Issuer { get; init; } = LabIssuer;

    public string Audience { get; init; } = LabAudience;

    public int SkewSeconds { get; init; }

    /// <summary>Keys of the checks that are not made.</summary>
    public IReadOnlyCollection<string> Off { get; init; } = [];

    public bool Makes(string check) => !Off.Contains(check, StringComparer.Ordinal);
}
