using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebPortal.Embedded;
using WebPortal.Issuer;
using WebPortal.Issuer.Clients;
using WebPortal.Tests.Hosting;

[assembly: AssemblyFixture(typeof(LabFixture))]

namespace WebPortal.Tests.Hosting;

/// <summary>The issuer with lifetimes of seconds, and two portals whose races go to both in turn.</summary>
public sealed class LabFixture : IAsyncDisposable
{
    /// <summary>Of lanes J, D and P; lane R has half of it.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(6);

    private readonly string _directory = Directory.CreateTempSubdirectory("wp-lab-").FullName;
    private readonly Lazy<Task<Started>> _started;

    public LabFixture() => _started = new(StartAsync);

    public PortalInstance A => _started.Value.Result.A;

    public PortalInstance B => _started.Value.Result.B;

    /// <summary>For a portal of another setting over the same issuer.</summary>
    public async Task<PortalInstance> StartPortalAsync(Dictionary<string, string?> settings)
    {
        var started = await _started.Value;
        foreach (var (key, value) in started.Settings)
            settings.TryAdd(key, value);
        return new PortalInstance("lab", started.Redis.Patiently, _directory, settings: settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var started = await _started.Value;
            await started.A.DisposeAsync();
            await started.B.DisposeAsync();
            await started.Issuer.StopAsync();
            await started.Issuer.DisposeAsync();
            await started.Redis.DisposeAsync();
        }
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<Started> StartAsync()
    {
        var redis = await RedisServer.StartAsync();
        int[] ports = [RedisServer.FreePort(), RedisServer.FreePort(), RedisServer.FreePort()];
        var (a, b) = ($"http://localhost:{ports[0]}", $"http://localhost:{ports[1]}");
        var origin = $"http://issuer.localhost:{ports[2]}";
        var data = Path.Combine(_directory, "issuer");
        var issuer = IssuerHost.Build(
            [],
            new IssuerSettings
            {
                Environment = "Development",
                ListenOn = $"http://127.0.0.1:{ports[2]}",
                Configure = o =>
                {
                    (o.Origin, o.DataDirectory) = (origin, data);
                    LabClients.At(o.Clients, [a, b]);
                    o.Clients[LabClients.Jwt].AccessTokenLifetime = TokenLifetime;
                    o.Clients[LabClients.Refresh].AccessTokenLifetime = TokenLifetime / 2;
                },
                Services = services =>
                {
                    services.AddLogging(l => l.ClearProviders());
                    services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
                },
            }
        );
        await issuer.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Lab:Instances:0"] = a,
            ["Lab:Instances:1"] = b,
            ["Lab:RunLength"] = "00:00:10",
            ["Lab:RunsPerVisitor"] = "1000",
            ["Lab:Innocent"] = "5",
        };
        foreach (var (key, value) in LabIssuerSettings.For(origin, data))
            settings[key] = value;
        return new Started(
            redis,
            issuer,
            settings,
            new PortalInstance("A", redis.Patiently, _directory, settings: settings, port: ports[0]),
            new PortalInstance("B", redis.Patiently, _directory, settings: settings, port: ports[1])
        );
    }

    private sealed record Started(
        RedisServer Redis,
        WebApplication Issuer,
        Dictionary<string, string?> Settings,
        PortalInstance A,
        PortalInstance B
    );
}
