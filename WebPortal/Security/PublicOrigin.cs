namespace WebPortal.Security;

/// <summary><c>Portal:PublicOrigin</c>: where people reach the portal. Links in mails are built with it, never with a request's Host header.</summary>
internal sealed class PublicOrigin(IConfiguration configuration)
{
    public const string Key = "Portal:PublicOrigin";

    /// <summary>"https://portal.example", without a slash at the end; null when not set, which only Development allows.</summary>
    public string? Value { get; } = Parse(configuration[Key])?.GetLeftPart(UriPartial.Authority);

    public static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri
            : null;
}
