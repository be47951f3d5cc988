namespace WebPortal.Issuer.Data;

/// <summary>One authorization given through a face: its code and the access token made from it. Both are kept as SHA-256 only.</summary>
internal sealed class FaceGrant
{
    public required string CodeHash { get; set; }

    public required string Face { get; set; }

    public required string ClientId { get; set; }

    public required string RedirectUri { get; set; }

    public required string Subject { get; set; }

    public required string Scopes { get; set; }

    public string? CodeChallenge { get; set; }

    public string? Nonce { get; set; }

    public string Fault { get; set; } = "None";

    public required DateTimeOffset CodeExpiresAt { get; set; }

    public DateTimeOffset? RedeemedAt { get; set; }

    public string? TokenHash { get; set; }

    public DateTimeOffset? TokenExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
