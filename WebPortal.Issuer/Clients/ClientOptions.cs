namespace WebPortal.Issuer.Clients;

/// <summary>One client: <c>Issuer:Clients:{client id}</c>.</summary>
public sealed class ClientOptions
{
    public string DisplayName { get; set; } = "";

    /// <summary>A client that cannot keep a secret: PKCE alone binds its codes.</summary>
    public bool Public { get; set; }

    /// <summary>Null for a confidential client: made at first start and kept in the data directory, under <c>secrets</c>.</summary>
    public string? Secret { get; set; }

    /// <summary>Any of authorization_code, refresh_token, client_credentials, device_code.</summary>
    public HashSet<string> Grants { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Scopes { get; } = new(StringComparer.Ordinal);

    /// <summary>Compared character by character; there is no pattern and no free port.</summary>
    public HashSet<string> RedirectUris { get; } = new(StringComparer.Ordinal);

    public HashSet<string> PostLogoutRedirectUris { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that were not pushed (RFC 9126) are refused.</summary>
    public bool RequirePushedRequests { get; set; }

    /// <summary>May ask the introspection endpoint about tokens whose audience or presenter it is.</summary>
    public bool MayIntrospect { get; set; }

    /// <summary>May use the Google-shaped and GitHub-shaped endpoints.</summary>
    public bool MayUseFaces { get; set; }

    public AccessTokenKind AccessTokens { get; set; }

    /// <summary>RS256 or ES256, for ID tokens and JWT access tokens.</summary>
    public string SigningAlgorithm { get; set; } = "RS256";

    public TimeSpan? AccessTokenLifetime { get; set; }

    public TimeSpan? RefreshTokenLifetime { get; set; }

    public string? BackChannelLogoutUri { get; set; }

    /// <summary>The switch: off, and the client learns nothing of a sign-out here.</summary>
    public bool BackChannelLogout { get; set; } = true;
}

public enum AccessTokenKind
{
    /// <summary>A signed JWT that an API checks by itself (RFC 9068).</summary>
    Jwt,

    /// <summary>An opaque value that an API must ask about (RFC 7662).</summary>
    Reference,
}
