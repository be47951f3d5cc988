using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>How somebody proved who they are, and where "end all" stood before it was checked.</summary>
/// <param name="provider">"Password", or a provider's name.</param>
/// <param name="amr">RFC 8176 values, space separated.</param>
internal sealed class Proof(string provider, string amr)
{
    public string Provider => provider;

    public string Amr => amr;

    public SessionEpoch Epoch { get; set; }

    /// <summary>When a provider last asked the person; null for now.</summary>
    public DateTimeOffset? AuthTime { get; init; }

    /// <summary>The provider's name for the person; null without a provider.</summary>
    public string? Subject { get; init; }

    /// <summary>The provider's name for its own session.</summary>
    public string? ProviderSessionId { get; init; }

    /// <summary>What signs out at the provider; kept in the session's ticket, which no browser sees.</summary>
    public string? IdToken { get; init; }
}

internal enum PasswordOutcome
{
    /// <summary>Wrong password, or no such account: nobody is told which.</summary>
    Mismatch,

    Matches,

    /// <summary>The right password of an account that an administrator has disabled.</summary>
    Disabled,

    /// <summary>The right password of an account whose address was not confirmed yet.</summary>
    Unconfirmed,
}

/// <param name="Outcome">What came out.</param>
/// <param name="User">The account, when there is one; whether there is one must not be told on a mismatch.</param>
internal readonly record struct PasswordCheck(PasswordOutcome Outcome, PortalUser? User);
