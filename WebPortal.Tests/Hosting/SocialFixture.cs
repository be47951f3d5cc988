using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebPortal.Data;
using WebPortal.Embedded;
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
    private int _people;

    public SocialFixture() => _started = new(StartAsync);

    public string IssuerOrigin => _started.Value.Result.Origin;

    public RunningIssuer Issuer => new(_started.Value.Result.Issuer);

    public PortalInstance A => _started.Value.Result.A;

    public PortalInstance B => _started.Value.Result.B;

    /// <summary>A portal whose session cookie is SameSite=Strict, as many think it should be.</summary>
    public PortalInstance Strict => _started.Value.Result.Strict.Value;

    public RedisServer Redis => _started.Value.Result.Redis;

    public string DataDirectory => _directory;

    /// <summary>The settings that make a portal take an issuer for its providers.</summary>
    public static Dictionary<string, string?> Settings(string origin, string secret)
    {
        var settings = new Dictionary<string, string?> { ["Authentication:ProviderTimeout"] = "00:00:03" };
        foreach (var (section, values) in StandInSettings.For(origin, secret))
        {
            foreach (var (key, value) in values)
                settings[$"{section}:{key}"] = value;
        }
        return settings;
    }

    public SocialVisitor Visit(PortalInstance? portal = null) => new((portal ?? A).Url, IssuerOrigin);

    /// <summary>Somebody new at the issuer, with vera's password. Each call another one.</summary>
    public async Task<IssuerPerson> AddPersonAsync(string? email = null, bool verified = true, string? name = null)
    {
        var started = await _started.Value;
        var n = Interlocked.Increment(ref _people);
        var login = $"p{n}-{Guid.NewGuid().ToString("N")[..8]}";
        var person = new IssuerPerson(
            login,
            await File.ReadAllTextAsync(Path.Combine(_directory, "issuer", "demo-passwords", "vera")),
            Subject: "sub-" + login,
            Number: 70_000_000 + n,
            email == "" ? null : email ?? login + "@people.example"
        );
        await ExecuteAsync(
            """
            INSERT INTO People (Subject, NumericId, Login, Name, GivenName, FamilyName, Email, EmailVerified, EmailPublic, PasswordHash, Disabled)
            SELECT $sub, $number, $login, $name, $name, '', $email, $verified, 0, PasswordHash, 0 FROM People WHERE Login = 'vera'
            """,
            ("$sub", person.Subject),
            ("$number", person.Number),
            ("$login", login),
            ("$name", name ?? "Person " + n),
            ("$email", (object?)person.Email ?? DBNull.Value),
            ("$verified", verified)
        );
        Assert.NotNull(started);
        return person;
    }

    public async Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        _ = await _started.Value;
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_directory, "issuer", "store", "issuer.db")};Default Timeout=20"
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync();
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
        var issuer = StartIssuer(
            origin,
            Path.Combine(_directory, "issuer"),
            [Portal(portC), Portal(portA), Portal(portB)]
        );
        await issuer.StartAsync();
        var settings = Settings(origin, new RunningIssuer(issuer).ClientSecret("webportal"));
        return new Started(
            redis,
            issuer,
            origin,
            new PortalInstance("A", redis.ConnectionString, _directory, settings: settings, port: portA),
            new PortalInstance("B", redis.ConnectionString, _directory, settings: settings, port: portB),
            new(() =>
                new PortalInstance(
                    "Strict",
                    redis.ConnectionString,
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

    public static string Portal(int port) => $"http://localhost:{port}";

    public static WebApplication StartIssuer(string origin, string directory, string[] portals) =>
        IssuerHost.Build(
            [],
            new IssuerSettings
            {
                Environment = "Development",
                ListenOn = $"http://127.0.0.1:{new Uri(origin).Port}",
                Configure = o =>
                {
                    (o.Origin, o.DataDirectory) = (origin, directory);
                    o.Faults.Enabled = true;
                    o.Faults.Delay = TimeSpan.FromSeconds(6);
                    var client = o.Clients["webportal"];
                    foreach (var portal in portals)
                    {
                        foreach (var path in new[] { "/signin-google", "/signin-github", "/signin-oidc/issuer" })
                            client.RedirectUris.Add(portal + path);
                        client.PostLogoutRedirectUris.Add(portal + "/signout-callback-oidc/issuer");
                    }
                    // At B, while people sign in at A: what is ended there is over here.
                    client.BackChannelLogoutUri = portals[^1] + "/signout-oidc-backchannel/issuer";
                    o.EventReceivers.Add(
                        new EventReceiverOptions { Uri = portals[^1] + "/risc/google", Source = EventSource.Google }
                    );
                },
                Services = services => services.AddLogging(l => l.ClearProviders()),
            }
        );

    private sealed record Started(
        RedisServer Redis,
        WebApplication Issuer,
        string Origin,
        PortalInstance A,
        PortalInstance B,
        Lazy<PortalInstance> Strict
    );
}
