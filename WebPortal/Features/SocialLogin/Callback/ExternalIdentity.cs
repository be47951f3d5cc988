namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>Who a provider says somebody is. Only <see cref="Provider"/> and <see cref="Subject"/> together name a person; the rest is profile text.</summary>
/// <param name="Provider">The scheme.</param>
/// <param name="Subject">The provider's own, never reassigned name for the person; compared character by character.</param>
internal sealed record ExternalIdentity(string Provider, string Subject)
{
    public const int MaxLength = 255;

    public string? Email { get; init; }

    /// <summary>The provider itself checked that <see cref="Email"/> is the person's.</summary>
    public bool EmailVerified { get; init; }

    public string? Name { get; init; }

    /// <summary>When the person last proved it to the provider; null when it does not say.</summary>
    public DateTimeOffset? AuthTime { get; init; }

    /// <summary>RFC 8176 values, space separated; "ext" when the provider does not say how.</summary>
    public string Amr { get; init; } = "ext";

    /// <summary>The provider's session, by which it may end ours.</summary>
    public string? SessionId { get; init; }

    /// <summary>Kept only for providers at which one can sign out again.</summary>
    public string? IdToken { get; init; }

    public override string ToString() => $"({Provider} identity)";
}
