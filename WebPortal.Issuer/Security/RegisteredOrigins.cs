namespace WebPortal.Issuer.Security;

/// <summary>The origins a form of this issuer may end at: those of the registered redirect URIs, and no other.</summary>
internal static class RegisteredOrigins
{
    public static IReadOnlyList<string> Of(IssuerOptions options) =>
        [
            .. options
                .Clients.Values.SelectMany(c => c.RedirectUris.Concat(c.PostLogoutRedirectUris))
                .Select(SourceOf)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Origins of public clients: their scripts call the token endpoint from the browser.</summary>
    public static string[] OfScriptClients(IssuerOptions options) =>
        [
            .. options
                .Clients.Values.Where(c => c.Public)
                .SelectMany(c => c.RedirectUris)
                .Select(SourceOf)
                .Distinct(StringComparer.Ordinal),
        ];

    private static string SourceOf(string redirectUri)
    {
        var uri = new Uri(redirectUri);
        // A native client's private scheme has no origin; CSP names it by the scheme.
        return uri.Host.Length == 0 ? uri.Scheme + ":" : uri.GetLeftPart(UriPartial.Authority);
    }
}
