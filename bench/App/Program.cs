using System.Security.Claims;
using StackExchange.Redis;
using WebPortal.Bench.App;
using WebPortal.Bench.App.Peers;

// One app, one way of knowing who asks; everything else is the same for all:
//   Bench.App <peer> --urls http://127.0.0.1:PORT --redis 127.0.0.1:PORT
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var redis = builder.Configuration["redis"];
if (redis is not null)
    builder.Services.AddSingleton<IConnectionMultiplexer>(ConnectionMultiplexer.Connect(redis));
builder.Services.AddAuthorization();

IPeer peer = args[0] switch
{
    "portal" => new PortalPeer(),
    "recipe" => new RecipePeer(),
    "cookie" => new CookiePeer(),
    "jwt-hs256" or "jwt-rs256" or "jwt-es256" => new JwtPeer(args[0][4..].ToUpperInvariant(), denylist: false),
    "jwt-hs256-denylist" or "jwt-rs256-denylist" => new JwtPeer(args[0][4..9].ToUpperInvariant(), denylist: true),
    "introspection" => new IntrospectionPeer(),
    "issuer" => new IssuerPeer(),
    "identity-stamp" => new IdentityPeer(),
    _ => throw new ArgumentException("Unknown peer " + args[0], nameof(args)),
};
peer.Add(builder);

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/anonymous", () => "hello");
app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue(Person.Name)!).RequireAuthorization();
app.MapPost("/sign-in/{n:int}", (int n, HttpContext context) => peer.SignInAsync(context, n));
peer.Map(app);
await app.RunAsync();
