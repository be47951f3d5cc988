using Microsoft.AspNetCore.WebUtilities;

namespace WebPortal.Features.Mail;

/// <summary>
/// Links in mails begin with <c>Portal:PublicOrigin</c>, never with the request's Host header: whoever could choose that would have the portal
/// mail a person a link to his own site, with a good token in it. In Development, without the setting, the request's host does.
/// </summary>
internal sealed class PublicOrigin(IConfiguration configuration, IHostEnvironment environment)
{
    public const string Setting = "Portal:PublicOrigin";

    private readonly string? _origin = Parse(configuration[Setting]);

    public bool IsSet => _origin is not null;

    public string Link(HttpContext context, string path, params (string Name, string Value)[] query)
    {
        var origin =
            _origin ?? (environment.IsDevelopment() ? $"{context.Request.Scheme}://{context.Request.Host}" : "");
        return QueryHelpers.AddQueryString(
            origin + path,
            query.Select(q => KeyValuePair.Create(q.Name, (string?)q.Value))
        );
    }

    private static string? Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var isOrigin =
            Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
        return isOrigin
            ? uri!.GetLeftPart(UriPartial.Authority)
            : throw new StartException(
                $"{Setting} is '{value}'; it must be an origin such as https://portal.example.com."
            );
    }
}
