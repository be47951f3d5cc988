using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using StackExchange.Redis;
using WebPortal.Features.Sessions;

// The twelve lines of docs/sessions.md, "Use it in your app".
var builder = WebApplication.CreateBuilder(args);

// Short timeouts: while Redis is away a page that needs a session answers 503 in half a second, not in six.
var redis = ConfigurationOptions.Parse(
    builder.Configuration.GetConnectionString("Redis") ?? "localhost,abortConnect=false,asyncTimeout=500"
);
redis.BacklogPolicy = BacklogPolicy.FailFast;
builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis));
builder.Services.AddAuthentication("Cookies").AddCookie();
builder.Services.AddUserSessions();
builder.Services.AddAuthorization();
var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();

// What such an application does with them. Its own sign-in page would check a password here.
app.MapPost(
    "/sign-in/{user}",
    (string user, HttpContext http) =>
        http.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user)], "demo")))
);
app.MapPost("/sign-out", (HttpContext http) => http.SignOutAsync());
app.MapGet("/me", (ClaimsPrincipal me) => me.FindFirstValue(ClaimTypes.NameIdentifier)).RequireAuthorization();
app.MapPost(
        "/sign-out-everywhere",
        (ClaimsPrincipal me, UserSessions sessions) =>
            sessions.EndAllAsync(me.FindFirstValue(ClaimTypes.NameIdentifier)!, EndReason.EndedByUser, by: null)
    )
    .RequireAuthorization();
await app.RunAsync();
