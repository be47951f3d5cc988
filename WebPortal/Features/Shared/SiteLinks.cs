namespace WebPortal.Features.Shared;

/// <summary>Where this installation's source and documentation are: <c>Portal:SourceUrl</c>, <c>Portal:DocsUrl</c>. What is not set is not linked.</summary>
internal sealed class SiteLinks(IConfiguration configuration)
{
    public string? Source { get; } = Parse(configuration["Portal:SourceUrl"]);

    public string? Documentation { get; } = Parse(configuration["Portal:DocsUrl"]);

    // Nothing but a web address: it stands on every page as a link.
    private static string? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri.AbsoluteUri : null;
}
