using WebPortal.Issuer.Clients;

namespace WebPortal.Issuer.Security;

/// <summary>What a configured client must and must not be.</summary>
internal static class ClientRules
{
    private static readonly string[] KnownGrants =
    [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "device_code",
    ];

    public static IEnumerable<string> Check(string clientId, ClientOptions client)
    {
        var key = $"Issuer:Clients:{clientId}";
        // The id names the file of its secret.
        if (!clientId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || clientId.StartsWith('.'))
            yield return $"{key}: a client id is letters, digits, '-', '_' and '.'.";
        if (client.Grants.Except(KnownGrants).FirstOrDefault() is { } grant)
            yield return $"{key}:Grants: '{grant}' is not offered (implicit and password never are).";
        if (client.Scopes.FirstOrDefault(s => !IssuerScopes.All.ContainsKey(s)) is { } scope)
            yield return $"{key}:Scopes: '{scope}' is not a scope of this issuer.";
        if (client.Public && (client.Secret is not null || client.Grants.Contains("client_credentials")))
            yield return $"{key}: a public client has no secret and no client_credentials grant.";
        if (client.Secret is { Length: < 16 })
            yield return $"{key}:Secret needs at least 16 characters.";
        if (client.SigningAlgorithm is not ("RS256" or "ES256"))
            yield return $"{key}:SigningAlgorithm is RS256 or ES256.";
        foreach (var uri in client.RedirectUris.Concat(client.PostLogoutRedirectUris))
        {
            if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Fragment.Length > 0)
                yield return $"{key}: '{uri}' is not an absolute address without fragment.";
        }
        if (client.BackChannelLogoutUri is { } logout && !IssuerOptionsRules.IsHttp(logout))
            yield return $"{key}:BackChannelLogoutUri is not an http(s) address.";
    }
}
