using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Account;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>A portal whose provider lies, and whose sign-ins a test can step into. Its own Redis and database; one test at a time, since all use one provider.</summary>
public sealed class ForgingPortal : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-forge-").FullName;
    private RedisServer _redis = null!;

    internal Doors Doors { get; } = new();

    public ForgingProvider Provider { get; private set; } = null!;

    public PortalInstance Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        Provider = await ForgingProvider.StartAsync();
        Portal = Open("Forge", new Dictionary<string, string?>());
    }

    /// <summary>One more instance over the same stores.</summary>
    public PortalInstance Open(string name, IReadOnlyDictionary<string, string?> settings) =>
        new(
            name,
            _redis.Patiently,
            _directory,
            settings: Provider
                .Settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))
                .Concat(settings)
                .ToDictionary(),
            services: services =>
            {
                services.AddSingleton<ISessionStore>(p =>
                    WatchedStore.Over(ActivatorUtilities.CreateInstance<RedisSessionStore>(p), Doors)
                );
                services.AddSingleton<ISessionLedger>(p => new WatchedLedger(
                    p.GetRequiredService<SqlSessionLedger>(),
                    Doors
                ));
            }
        );

    public SocialVisitor Visit() => new(Portal.Url, Provider.Origin);

    /// <summary>Where the portal sends the browser in the end.</summary>
    public static async Task<string> SignInAsync(
        SocialVisitor visitor,
        Func<Task>? between = null,
        string provider = "Forge"
    )
    {
        var (_, _, callback) = await visitor.GoAsync(HttpMethod.Get, await visitor.StartAsync(provider), null);
        if (between is not null)
            await between();
        using var response = await visitor.ReturnAsync(callback!);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    /// <summary>Makes the provider speak for somebody new with a free address.</summary>
    public string BeSomebodyNew(string? sid = null)
    {
        var subject = "sub-" + Guid.NewGuid().ToString("N");
        Provider.IdToken = nonce => Provider.Sign(Person(nonce, subject, sid));
        Provider.UserInfo["sub"] = subject;
        Provider.AnswerIssuer = null;
        return subject;
    }

    public JsonObject Person(string nonce, string subject, string? sid = null)
    {
        var claims = Provider.Claims(nonce, subject, sid);
        claims["email"] = subject + "@forge.example";
        claims["email_verified"] = true;
        return claims;
    }

    internal async Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read)
    {
        await using var scope = Portal.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<PortalDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Provider.DisposeAsync();
        await _redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class OneForgeryAtATime : ICollectionFixture<ForgingPortal>
{
    public const string Name = "Forging";
}
