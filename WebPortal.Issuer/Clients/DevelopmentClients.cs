namespace WebPortal.Issuer.Clients;

/// <summary>The clients of Development. Configuration is bound over them, so a list given there adds to the list here.</summary>
internal static class DevelopmentClients
{
    public const string Portal = "webportal";
    private const string PortalOrigin = "http://localhost:5080";

    public static void AddTo(IDictionary<string, ClientOptions> clients)
    {
        clients[Portal] = new ClientOptions
        {
            DisplayName = "WebPortal",
            Grants = { "authorization_code", "refresh_token" },
            Scopes = { "openid", "profile", "email", "offline_access", "api" },
            RedirectUris =
            {
                $"{PortalOrigin}/signin-oidc/issuer",
                $"{PortalOrigin}/signin-google",
                $"{PortalOrigin}/signin-github",
            },
            PostLogoutRedirectUris = { $"{PortalOrigin}/signout-callback-oidc/issuer" },
            MayUseFaces = true,
            BackChannelLogoutUri = $"{PortalOrigin}/signout-oidc-backchannel/issuer",
        };
        clients["webportal-spa"] = new ClientOptions
        {
            DisplayName = "Script client of the lab",
            Public = true,
            Grants = { "authorization_code", "refresh_token" },
            Scopes = { "openid", "profile", "email", "offline_access", "api" },
            RedirectUris = { $"{PortalOrigin}/lab/spa/callback" },
            PostLogoutRedirectUris = { $"{PortalOrigin}/lab/spa" },
        };
        clients["webportal-lab"] = new ClientOptions
        {
            DisplayName = "Machine client of the lab",
            Grants = { "client_credentials" },
            Scopes = { "api", "issuer.operate" },
        };
        clients["webportal-device"] = new ClientOptions
        {
            DisplayName = "Television of the lab",
            Public = true,
            Grants = { "device_code", "refresh_token" },
            Scopes = { "openid", "profile", "email", "offline_access", "api" },
        };
        clients["webportal-opaque"] = new ClientOptions
        {
            DisplayName = "Client with opaque tokens",
            Grants = { "authorization_code", "client_credentials" },
            Scopes = { "openid", "profile", "email", "api" },
            RedirectUris = { $"{PortalOrigin}/lab/opaque/callback" },
            AccessTokens = AccessTokenKind.Reference,
        };
        clients["webportal-par"] = new ClientOptions
        {
            DisplayName = "Client that pushes its requests",
            Grants = { "authorization_code" },
            Scopes = { "openid", "profile", "email", "api" },
            RedirectUris = { $"{PortalOrigin}/lab/par/callback" },
            RequirePushedRequests = true,
            SigningAlgorithm = "ES256",
        };
        // Its client id is the audience of the API's tokens: that is what lets it introspect them.
        clients["webportal-api"] = new ClientOptions { DisplayName = "API of the lab", MayIntrospect = true };
    }
}
