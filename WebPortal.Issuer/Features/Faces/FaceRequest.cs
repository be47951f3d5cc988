namespace WebPortal.Issuer.Features.Faces;

/// <summary>A request for authorization whose client and redirect URI were checked.</summary>
internal sealed record FaceRequest(Face Face, string ClientId, string RedirectUri, IReadOnlyList<string> Scopes)
{
    public string? State { get; init; }

    public string? Nonce { get; init; }

    public string? CodeChallenge { get; init; }

    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>What is wrong with it, in an OAuth error code that may be told to the client.</summary>
    public string? Error { get; init; }
}
