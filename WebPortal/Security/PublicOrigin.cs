using Microsoft.AspNetCore.WebUtilities;

namespace WebPortal.Security;

/// <summary>
/// <c>Portal:PublicOrigin</c>: where people reach the portal. Links in mails begin with it, never with the request's Host header: whoever could choose
/// that would have the portal mail a person a link to his own site, with a good token in it. In Development, without the setting, the request's host does.
/// </summary>
internal sealed class PublicOrigin(IConfiguration configuration, IHostEnvironment environment)
{
    public const string Key = "Portal:PublicOrigin";

    /// <summary>"https://portal.example", without a slash at the end; null when not set, which only Development allows.</summary>
    public string? Value { get; } = Parse(configuration[Key])?.GetLeftPart(UriPartial.Authority);

    public string Link(HttpContext context, string path, params (string Name, string Value)[] query)
    {
        var origin = Value ?? (environment.IsDevelopment() ? $"{context.Request.Scheme}://{context.Request.Host}" : "");
        return QueryHelpers.AddQueryString(
            origin + path,
            query.Select(q => KeyValuePair.Create(q.Name, (string?)q.Value))
        );
    }

    public static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri
            : null;
}
