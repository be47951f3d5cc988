namespace WebPortal.Bench.Driver.Requests;

/// <param name="Name">As in the table.</param>
/// <param name="Path">What is asked.</param>
/// <param name="Server">Which server is asked; peers with the same server share it.</param>
/// <param name="SignedIn">Whether the visitors are signed in.</param>
internal sealed record Peer(string Name, string Server, string Path = "/me", bool SignedIn = true)
{
    /// <summary>Measured by default. The first is what ratios are to.</summary>
    public static readonly Peer[] All =
    [
        new("the usual recipe: `ITicketStore` over `IDistributedCache`", "recipe"),
        new("anonymous request", "portal", "/anonymous", SignedIn: false),
        new("**WebPortal's session folder**", "portal"),
        new("self-contained cookie", "cookie"),
        new("`JwtBearer` HS256", "jwt-hs256"),
        new("`JwtBearer` RS256", "jwt-rs256"),
        new("`JwtBearer` ES256", "jwt-es256"),
        new("`JwtBearer` HS256 + denylist in Redis", "jwt-hs256-denylist"),
        new("`JwtBearer` RS256 + denylist in Redis", "jwt-rs256-denylist"),
        new("opaque token, introspected (API side only)", "introspection"),
        new("Identity, security stamp interval zero (SQLite)", "identity-stamp"),
        new("Go: gorilla/sessions + redistore", "go"),
        new("Node: @fastify/session + connect-redis", "node-fastify"),
        new("Node: express-session + connect-redis", "node-express"),
        new("Node: better-auth, Redis as secondary storage", "node-better-auth"),
        new("Python: Django sessions in Redis", "django-cache"),
        new("Python: Django sessions in cached_db (Redis, SQLite)", "django-cached_db"),
    ];
}
