using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Issuer;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser.SocialLogin;

/// <summary>
/// Two portals behind one balancer, and an issuer that can be stopped and whose requests are written down. Unlike that of <see cref="SocialFixture"/> it
/// offers no faults, so it remembers what people allow.
/// </summary>
public sealed class WalkScene : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Balancer _balancer = new();
    private WebApplication _issuer = null!;
    private RedisServer _redis = null!;
    private string _origin = "";

    /// <summary>Where browsers find the portal.</summary>
    public Uri Portal => _balancer.Url;

    public string IssuerOrigin => _origin;

    public PortalInstance A { get; private set; } = null!;

    public PortalInstance B { get; private set; } = null!;

    public IssuerPeople People { get; private set; } = null!;

    private WireLog Wire { get; } = new();

    private string IssuerDirectory => Path.Combine(_directory.Path, "issuer");

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _origin = $"http://issuer.localhost:{RedisServer.FreePort()}";
        await StartIssuerAsync();
        People = new IssuerPeople(IssuerDirectory);
        var settings = SocialIssuer.PortalSettings(_origin, new RunningIssuer(_issuer).ClientSecret("webportal"));
        A = new PortalInstance("A", _redis.Patiently, _directory.Path, settings: settings);
        B = new PortalInstance("B", _redis.Patiently, _directory.Path, settings: settings);
        _balancer.SendTo(A.Url);
    }

    public void Answer(PortalInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        _balancer.SendTo(instance.Url);
    }

    /// <summary>What the issuer was asked since <paramref name="from"/> of it, as "METHOD path".</summary>
    public IReadOnlyList<string> Asked(int from = 0) => [.. Wire.Lines.Skip(from)];

    /// <summary>What both portals logged.</summary>
    public string Log() => string.Join('\n', A.Lines.All.Concat(B.Lines.All));

    public async Task StartIssuerAsync()
    {
        _issuer = SocialIssuer.Build(
            _origin,
            IssuerDirectory,
            [_balancer.Url.GetLeftPart(UriPartial.Authority)],
            faults: false,
            services => services.AddSingleton<IStartupFilter>(Wire)
        );
        await _issuer.StartAsync();
    }

    public async Task StopIssuerAsync()
    {
        await _issuer.StopAsync();
        await _issuer.DisposeAsync();
    }

    internal async Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read)
    {
        await using var scope = A.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<PortalDbContext>());
    }

    internal Task<int> CountAsync(string kind) => ReadAsync(db => db.Events.CountAsync(e => e.Kind == kind));

    public async ValueTask DisposeAsync()
    {
        _balancer.Dispose();
        await A.DisposeAsync();
        await B.DisposeAsync();
        await StopIssuerAsync();
        await _redis.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    private sealed class WireLog : IStartupFilter
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, further) =>
                    {
                        Lines.Enqueue($"{context.Request.Method} {context.Request.Path}");
                        return further(context);
                    }
                );
                next(app);
            };
    }
}
