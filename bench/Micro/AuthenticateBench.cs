using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using StackExchange.Redis;
using WebPortal.Bench.App;
using WebPortal.Bench.App.Peers;
using WebPortal.Features.Sessions;

namespace WebPortal.Bench.Micro;

/// <summary>
/// A whole AuthenticateAsync with a live session, against the usual recipe; one caller, so the time is mostly the round trip to Redis.
/// What counts here is the allocation. BENCH_REDIS names the server.
/// </summary>
[MemoryDiagnoser]
[ShortRunJob]
public class AuthenticateBench
{
    private Visitor _portal = null!;
    private Visitor _recipe = null!;

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        var redis = Environment.GetEnvironmentVariable("BENCH_REDIS") ?? "127.0.0.1:6379";
        _portal = await Visitor.SignInAsync(
            "https",
            builder =>
            {
                builder.Services.AddSingleton<IConnectionMultiplexer>(ConnectionMultiplexer.Connect(redis));
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                builder.Services.Configure<UserSessionOptions>(o => o.UserIdClaimType = Person.UserId);
                builder.Services.AddUserSessions();
            }
        );
        _recipe = await Visitor.SignInAsync(
            "https",
            builder =>
            {
                builder.Configuration["redis"] = redis;
                new RecipePeer().Add(builder);
            }
        );
    }

    [Benchmark(Baseline = true, Description = "the usual recipe")]
    public Task<string> Recipe() => _recipe.AuthenticateAsync();

    [Benchmark(Description = "WebPortal's session folder")]
    public Task<string> Portal() => _portal.AuthenticateAsync();

    private sealed class Visitor(IServiceProvider services, string cookie)
    {
        public static async Task<Visitor> SignInAsync(string scheme, Action<WebApplicationBuilder> add)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            add(builder);
            var services = builder.Build().Services;
            using var scope = services.CreateScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            context.Request.Scheme = scheme;
            context.Request.Host = new HostString("example.com");
            await context.SignInAsync(Person.Principal(1, CookieAuthenticationDefaults.AuthenticationScheme));
            return new Visitor(services, context.Response.Headers.SetCookie.ToString().Split(';')[0]);
        }

        public async Task<string> AuthenticateAsync()
        {
            using var scope = services.CreateScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            context.Request.Scheme = "https";
            context.Request.Host = new HostString("example.com");
            context.Request.Headers.Cookie = cookie;
            var result = await context.AuthenticateAsync();
            return result.Principal?.Identity?.Name ?? throw new InvalidOperationException("not recognised");
        }
    }
}
