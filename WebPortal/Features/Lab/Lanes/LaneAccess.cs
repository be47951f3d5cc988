namespace WebPortal.Features.Lab.Lanes;

/// <summary>What the person's browser or app holds after signing in on one lane, and what the lane needs to end it.</summary>
internal sealed class LaneAccess
{
    /// <summary>The protected endpoint; its administrators' page is below it.</summary>
    public required string Api { get; init; }

    /// <summary><c>Cookie</c> or <c>Authorization</c>.</summary>
    public required string Header { get; init; }

    /// <summary>A credential: never stored, logged or shown.</summary>
    public required string Value { get; set; }

    public required string Subject { get; init; }

    /// <summary>Session id or <c>jti</c>: names the access, opens nothing.</summary>
    public string? Id { get; set; }

    /// <summary>The issuer's session.</summary>
    public string? Sid { get; init; }

    public string? RefreshToken { get; set; }

    /// <summary>When the token ends by itself; null for what has no end within a race.</summary>
    public DateTimeOffset? Ends { get; set; }

    /// <summary>Held while the client renews: a revoke waits for it.</summary>
    public SemaphoreSlim Renewing { get; } = new(1);

    public override string ToString() => "(access)";
}
