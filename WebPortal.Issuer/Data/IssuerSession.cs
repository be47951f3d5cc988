namespace WebPortal.Issuer.Data;

/// <summary>One browser signed in here. <see cref="Sid"/> is public (it stands in ID tokens), so it opens nothing.</summary>
internal sealed class IssuerSession
{
    public required string Sid { get; set; }

    /// <summary>SHA-256 of the secret in the cookie; replaced at each sign-in, so an older cookie is dead.</summary>
    public required string KeyHash { get; set; }

    public required string Subject { get; set; }

    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>When the person last proved who they are: <c>auth_time</c>.</summary>
    public required DateTimeOffset AuthTime { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string UserAgent { get; set; } = "";
}

/// <summary>A client that took part in a session, and so hears of its end.</summary>
internal sealed class SessionClient
{
    public required string Sid { get; set; }

    public required string ClientId { get; set; }

    public required string AuthorizationId { get; set; }

    /// <summary>offline_access was allowed: the grant outlives the session (OIDC Back-Channel Logout, 2.7).</summary>
    public bool Offline { get; set; }
}
