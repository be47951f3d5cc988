using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Clients;

/// <summary>The least a client needs, from the grants it was given.</summary>
internal static class ClientPermissions
{
    public static IEnumerable<string> Of(ClientOptions client)
    {
        foreach (var scope in client.Scopes)
            yield return Permissions.Prefixes.Scope + scope;
        if (client.MayIntrospect)
            yield return Permissions.Endpoints.Introspection;
        if (client.Grants.Count == 0)
            yield break;
        yield return Permissions.Endpoints.Token;
        yield return Permissions.Endpoints.Revocation;
        foreach (var grant in client.Grants)
        {
            foreach (var permission in OfGrant(grant))
                yield return permission;
        }
    }

    private static string[] OfGrant(string grant) =>
        grant switch
        {
            "authorization_code" =>
            [
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.ResponseTypes.Code,
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.PushedAuthorization,
                Permissions.Endpoints.EndSession,
            ],
            "refresh_token" => [Permissions.GrantTypes.RefreshToken],
            "client_credentials" => [Permissions.GrantTypes.ClientCredentials],
            "device_code" => [Permissions.GrantTypes.DeviceCode, Permissions.Endpoints.DeviceAuthorization],
            _ => throw new ArgumentException($"'{grant}' is not a grant this issuer knows.", nameof(grant)),
        };
}
