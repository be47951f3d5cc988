using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>A portal whose provider lies. Its own portal, Redis and database.</summary>
public sealed class ForgingPortal : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-forge-").FullName;
    private RedisServer _redis = null!;

    public ForgingProvider Provider { get; private set; } = null!;

    public PortalInstance Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        Provider = await ForgingProvider.StartAsync();
        var settings = Provider.Settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        Portal = new PortalInstance("Forge", _redis.ConnectionString, _directory, settings: settings);
    }

    public SocialVisitor Visit() => new(Portal.Url, Provider.Origin);

    /// <summary>Where the portal sends the browser in the end.</summary>
    public static async Task<string> SignInAsync(SocialVisitor visitor, Func<Task>? between = null)
    {
        var (_, _, callback) = await visitor.GoAsync(HttpMethod.Get, await visitor.StartAsync("Forge"), null);
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
