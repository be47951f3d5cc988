using System.Collections.Concurrent;
using System.Net;
using System.Net.ServerSentEvents;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Redis;

namespace WebPortal.Tests.Hosting;

// Long because: a whole small application, and the doors at which its requests can be held.
/// <summary>
/// An application with nothing but cookie sessions, and doors at which a request waits: the tests let other things happen
/// between two lines of a request, without waiting for luck.
/// </summary>
internal sealed class SessionApp : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Door> _doors = new();
    private WebApplication _app = null!;

    public string Prefix { get; private set; } = "";

    public LogLines Lines { get; } = new();

    public Uri Url { get; private set; } = null!;

    public UserSessions Sessions => _app.Services.GetRequiredService<UserSessions>();

    public ISessionStore Store => _app.Services.GetRequiredService<ISessionStore>();

    public SessionStreams Streams => _app.Services.GetRequiredService<SessionStreams>();

    public static async Task<SessionApp> StartAsync(
        string redis,
        string? prefix = null,
        Action<IServiceCollection>? services = null
    )
    {
        var host = new SessionApp { Prefix = prefix ?? "a" + Guid.NewGuid().ToString("N")[..8] };
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = Path.GetTempPath() }
        );
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders().AddProvider(host.Lines);
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
            ConnectionMultiplexer.Connect(RedisModule.ParseOptions(redis))
        );
        builder
            .Services.AddAuthentication("Cookies")
            .AddCookie(o =>
            {
                o.LoginPath = "/sign-in";
                // What Identity's security stamp does: claims are written anew in the middle of a request.
                o.Events.OnValidatePrincipal = context =>
                {
                    context.ShouldRenew = context.Request.Query.ContainsKey("renew");
                    return Task.CompletedTask;
                };
            });
        builder.Services.AddUserSessions();
        builder.Services.Configure<UserSessionOptions>(o => o.KeyPrefix = host.Prefix);
        builder.Services.AddAuthorization();
        services?.Invoke(builder.Services);
        host._app = builder.Build();
        host.Map();
        await host._app.StartAsync();
        host.Url = new Uri(
            host._app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First()
        );
        return host;
    }

    /// <summary>The door that a request with <c>?door=name</c> waits at, and that its sign-in passes.</summary>
    public Door DoorOf(string name) => _doors.GetOrAdd(name, _ => new Door());

    public HttpVisitor Visit() => new(Url);

    public async Task<HttpVisitor> SignedInAsync(string user)
    {
        var visitor = Visit();
        using var response = await PostAsync(visitor, "/sign-in/" + user);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return visitor;
    }

    public static Task<HttpResponseMessage> PostAsync(HttpVisitor visitor, string path) =>
        visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, path));

    public static SessionReference ReferenceOf(HttpVisitor visitor)
    {
        Assert.True(SessionKey.TryParse(visitor.Session, out var key));
        return key.Reference;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        _app.Use(
            async (context, next) =>
            {
                try
                {
                    await next();
                }
                catch (SessionRefusedException e)
                {
                    context.Response.StatusCode = 409;
                    await context.Response.WriteAsync(e.Reason.ToString());
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    context.Response.StatusCode = 503;
                }
            }
        );
        _app.UseRouting();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapGet("/", (ClaimsPrincipal me) => me.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody");
        _app.MapGet(
                "/me",
                async (HttpContext http, ClaimsPrincipal me) =>
                {
                    await PassAsync(http);
                    return me.FindFirstValue(ClaimTypes.NameIdentifier);
                }
            )
            .RequireAuthorization();
        _app.MapPost("/sign-in/{user}", (string user, HttpContext http) => SignInAsync(http, user, new()));
        _app.MapPost(
                "/rotate",
                (HttpContext http, ClaimsPrincipal me) =>
                    SignInAsync(
                        http,
                        me.FindFirstValue(ClaimTypes.NameIdentifier)!,
                        new AuthenticationProperties().AsRotation()
                    )
            )
            .RequireAuthorization();
        _app.MapPost(
            "/sign-out-and-in/{user}",
            async (string user, HttpContext http) =>
            {
                await http.SignOutAsync();
                await SignInAsync(http, user, new());
            }
        );
        _app.MapPost("/sign-out", (HttpContext http) => http.SignOutAsync());
        _app.MapGet(
                "/stream",
                (HttpContext http, ClaimsPrincipal me, CancellationToken ct) =>
                    TypedResults.ServerSentEvents(
                        EventsAsync(
                            http.GetUserSession().Live!.Value,
                            me.FindFirstValue(ClaimTypes.NameIdentifier)!,
                            ct
                        )
                    )
            )
            .RequireAuthorization()
            .WithMetadata(new DoesNotTouchSession());
    }

    private async Task SignInAsync(HttpContext http, string user, AuthenticationProperties properties)
    {
        var sessions = http.RequestServices.GetRequiredService<UserSessions>();
        properties.BegunAt(await sessions.GetEpochAsync(user));
        if (!http.Request.Query.ContainsKey("bare"))
            properties.ProvenBy("Password", "pwd", DateTimeOffset.UtcNow);
        if (http.Request.Query.ContainsKey("keep"))
            properties.IsPersistent = true;
        await PassAsync(http);
        await http.SignInAsync(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "test")),
            properties
        );
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        SessionReference session,
        string user,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        yield return new SseItem<string>("", "ready");
        await foreach (var change in Streams.WatchAsync(session, user, _ => true, ct))
            yield return new SseItem<string>(change.Id, change.Kind.ToString());
    }

    private async Task PassAsync(HttpContext http)
    {
        if (http.Request.Query["door"].ToString() is { Length: > 0 } name)
            await DoorOf(name).PassAsync();
    }
}
