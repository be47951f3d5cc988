using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebPortal.Data;
using WebPortal.Embedded;
using WebPortal.Features.Mail;
using WebPortal.Issuer;
using WebPortal.Issuer.Features.SecurityEvents;
using WebPortal.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SocialFixture))]

namespace WebPortal.Tests.Hosting;

/// <summary>The real issuer on a port of its own, and two portals over one Redis and one database that take it for Google, GitHub and an OpenID provider.</summary>
public sealed class SocialFixture : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-social-").FullName;
    private readonly Lazy<Task<Started>> _started;

    public SocialFixture()
    {
        _started = new(StartAsync);
        People = new IssuerPeople(Path.Combine(_directory, "issuer"));
    }

    private IssuerPeople People { get; }

    public string IssuerOrigin => _started.Value.Result.Origin;

    public RunningIssuer Issuer => new(_started.Value.Result.Issuer);

    public PortalInstance A => _started.Value.Result.A;

    public PortalInstance B => _started.Value.Result.B;

    /// <summary>A portal whose session cookie is SameSite=Strict, as many think it should be.</summary>
    public PortalInstance Strict => _started.Value.Result.Strict.Value;

    public RedisServer Redis => _started.Value.Result.Redis;

    public string DataDirectory => _directory;

    public SocialVisitor Visit(PortalInstance? portal = null) => new((portal ?? A).Url, IssuerOrigin);

    /// <summary>Somebody new at the issuer, with vera's password. Each call another one.</summary>
    public async Task<IssuerPerson> AddPersonAsync(string? email = null, bool verified = true, string? name = null)
    {
        _ = await _started.Value;
        return await People.AddAsync(email, verified, name);
    }

    public async Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        _ = await _started.Value;
        await People.ExecuteAsync(sql, parameters);
    }

    /// <summary>An account of the portal with a password.</summary>
    internal async Task<PortalUser> AddAccountAsync(string email, string? password, bool confirmed = true)
    {
        await using var scope = A.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = new PortalUser
        {
            UserName = email,
            Email = email,
            EmailConfirmed = confirmed,
            DisplayName = "Account",
            Created = DateTimeOffset.UtcNow,
        };
        var result = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
        Assert.True(result.Succeeded, result.ToString());
        return user;
    }

    /// <summary>Path and query of the link in the mail to <paramref name="address"/>, waited for: it leaves off the request path.</summary>
    public async Task<string> LinkInMailAsync(string address)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            var mail = A.Services.GetRequiredService<Mailbox>().All.FirstOrDefault(l => l.Letter.To == address);
            if (mail is not null)
                return new Uri(
                    mail.Letter.Text.Split([' ', '\n', '\r']).First(w => w.StartsWith("http", StringComparison.Ordinal))
                ).PathAndQuery;
            await Task.Delay(20);
        }
        throw new InvalidOperationException("No mail to " + address + " within ten seconds.");
    }

    internal async Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read)
    {
        await using var scope = A.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<PortalDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var started = await _started.Value;
            await started.A.DisposeAsync();
            await started.B.DisposeAsync();
            if (started.Strict.IsValueCreated)
                await started.Strict.Value.DisposeAsync();
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
        var (portA, portB, portC) = (RedisServer.FreePort(), RedisServer.FreePort(), RedisServer.FreePort());
        var origin = $"http://issuer.localhost:{RedisServer.FreePort()}";
        var issuer = SocialIssuer.Build(
            origin,
            Path.Combine(_directory, "issuer"),
            [SocialIssuer.Portal(portC), SocialIssuer.Portal(portA), SocialIssuer.Portal(portB)]
        );
        await issuer.StartAsync();
        var settings = SocialIssuer.PortalSettings(origin, new RunningIssuer(issuer).ClientSecret("webportal"));
        return new Started(
            redis,
            issuer,
            origin,
            new PortalInstance("A", redis.Patiently, _directory, settings: settings, port: portA),
            new PortalInstance("B", redis.Patiently, _directory, settings: settings, port: portB),
            new(() =>
                new PortalInstance(
                    "Strict",
                    redis.Patiently,
                    _directory,
                    settings: settings,
                    services: services =>
                        services.PostConfigure<CookieAuthenticationOptions>(
                            CookieAuthenticationDefaults.AuthenticationScheme,
                            o => o.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict
                        ),
                    port: portC
                )
            )
        );
    }

    private sealed record Started(
        RedisServer Redis,
        WebApplication Issuer,
        string Origin,
        PortalInstance A,
        PortalInstance B,
        Lazy<PortalInstance> Strict
    );
}
