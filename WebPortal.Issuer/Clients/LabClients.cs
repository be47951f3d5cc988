namespace WebPortal.Issuer.Clients;

/// <summary>The clients of the lab's lanes: lifetimes short enough to be watched.</summary>
public static class LabClients
{
    public const string Operator = "webportal-lab";
    public const string Api = "webportal-api";
    public const string Jwt = "lab-jwt";
    public const string Refresh = "lab-refresh";
    public const string Opaque = "lab-opaque";
    public const string Local = "lab-oidc";
    public const string Told = "lab-oidc-told";
    public const string Backend = "lab-bff";

    /// <summary>Nobody opens it: the race's own client takes the code from the answer, as an app with its own browser does.</summary>
    public const string AppCallback = "http://localhost:5080/lab/app/callback";

    /// <summary>Those with a secret, which the lab must know.</summary>
    public static IReadOnlyList<string> Confidential { get; } = [Operator, Api, Local, Told, Backend];

    public static void AddTo(IDictionary<string, ClientOptions> clients)
    {
        clients[Jwt] = App("App of the lab, JWT of a minute", TimeSpan.FromSeconds(60));
        clients[Refresh] = App("App of the lab, JWT of 15 seconds", TimeSpan.FromSeconds(15));
        clients[Refresh].Grants.Add("refresh_token");
        clients[Refresh].Scopes.Add("offline_access");
        clients[Opaque] = App("App of the lab, opaque token", TimeSpan.FromMinutes(10));
        clients[Opaque].AccessTokens = AccessTokenKind.Reference;
        clients[Local] = Site("Site of the lab, told nothing");
        clients[Told] = Site("Site of the lab, told of sign-outs");
        clients[Backend] = Site("Backend of the lab");
        clients[Backend].Grants.Add("refresh_token");
        clients[Backend].Scopes.Add("offline_access");
        At(clients, ["http://localhost:5080"]);
    }

    /// <summary>Where the portal is reached; logouts go to the first, which tells the others.</summary>
    public static void At(IDictionary<string, ClientOptions> clients, IReadOnlyCollection<string> portals)
    {
        foreach (var (client, path) in new[] { (Local, "o"), (Told, "o-told"), (Backend, "b") })
        {
            clients[client].RedirectUris.Clear();
            foreach (var portal in portals)
                clients[client].RedirectUris.Add($"{portal}/lab/lanes/{path}/callback");
        }
        clients[Told].BackChannelLogoutUri = portals.First() + "/lab/lanes/o/logout";
    }

    private static ClientOptions App(string name, TimeSpan life) =>
        new()
        {
            DisplayName = name,
            Public = true,
            Grants = { "authorization_code" },
            Scopes = { "openid", "roles", "api" },
            RedirectUris = { AppCallback },
            AccessTokenLifetime = life,
        };

    private static ClientOptions Site(string name) =>
        new()
        {
            DisplayName = name,
            Grants = { "authorization_code" },
            Scopes = { "openid", "roles", "api" },
            AccessTokenLifetime = TimeSpan.FromMinutes(10),
        };
}
