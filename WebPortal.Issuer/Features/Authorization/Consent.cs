using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Tokens;

namespace WebPortal.Issuer.Features.Authorization;

/// <summary>What the consent page shows, whichever door the request came through.</summary>
internal sealed record Consent(
    string ClientName,
    string ClientId,
    string? ReturnsTo,
    Person Person,
    IReadOnlyList<string> Scopes
)
{
    /// <summary>"Google" or "GitHub" when the request came through a face.</summary>
    public string? StandsInFor { get; init; }

    /// <summary>A scope in words; a face has its own.</summary>
    public Func<string, string> Words { get; init; } = IssuerScopes.Words;

    /// <summary>The request's parameters, sent along with the decision.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public string? OtherAccountAddress { get; init; }

    /// <summary>An Allow is remembered, so that the same is not asked again.</summary>
    public bool Remembered { get; init; }

    public bool OffersFaults { get; init; }

    public Fault DefaultFault { get; init; }
}

/// <summary>The fields of the consent form that are the issuer's and not the client's.</summary>
internal static class ConsentFields
{
    public const string Decision = "consent_decision";
    public const string Allow = "allow";
    public const string Antiforgery = "__RequestVerificationToken";

    public static bool IsOurs(string name) => name is Decision or Antiforgery or Faults.Field;
}
