using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Embedded;
using WebPortal.Issuer;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>The stand-ins inside the portal's process: there, taken, switched off, stopped.</summary>
public sealed class ProviderDownTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-stand-ins-").FullName;
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    [Fact]
    public async Task A_portal_in_Development_brings_its_stand_ins_and_goes_on_without_them()
    {
        var origin = $"http://issuer.localhost:{RedisServer.FreePort()}";
        var port = RedisServer.FreePort();
        var portals = new[] { SocialIssuer.Portal(port) };
        var directory = Path.Combine(_directory, "issuer");
        var issuer = EmbeddedIssuer.Start(origin, directory, portals);
        Assert.Null(issuer.StandIns.Words);
        // A second one, from the same directory: uses the one that runs, and says so.
        using (var second = EmbeddedIssuer.Start(origin, directory, portals))
        {
            Assert.Equal(
                (origin, issuer.StandIns.ClientSecret),
                (second.StandIns.Origin, second.StandIns.ClientSecret)
            );
            Assert.Contains("already runs", second.StandIns.Words);
        }
        // A portal that finds the port taken uses it too.
        await using var portal = Start(
            port,
            new() { ["Embedded:Issuer"] = "true", ["Embedded:Issuer:Origin"] = origin }
        );
        var password = await File.ReadAllTextAsync(Path.Combine(directory, "demo-passwords", "vera"));
        using var visitor = new SocialVisitor(portal.Url, origin);
        var vera = new IssuerPerson("vera", password, "", 58_301_001, "vera@people.example");
        foreach (var provider in new[] { "Google", "GitHub", "Issuer" })
        {
            var next = await visitor.SignInAsync(provider, vera);
            Assert.Equal(provider == "Google" ? "/account/sessions" : "/sign-in/link", next);
        }

        issuer.Dispose();
        Assert.True(await visitor.IsSignedInAsync());
        foreach (
            var (provider, name) in new[] { ("Google", "Google"), ("GitHub", "GitHub"), ("Issuer", "Local issuer") }
        )
        {
            var next = await visitor.StartAsync(provider);
            Assert.StartsWith("/sign-in?outcome=NotAnswering", next);
            Assert.Contains(name + " is not answering.", await visitor.ReadAsync(next));
        }
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task A_port_taken_by_something_else_leaves_the_portal_without_providers()
    {
        var port = RedisServer.FreePort();
        using var other = new System.Net.Sockets.TcpListener(IPAddress.Loopback, port);
        other.Start();
        var origin = $"http://issuer.localhost:{port}";
        using (var issuer = EmbeddedIssuer.Start(origin, Path.Combine(_directory, "issuer"), ["http://localhost:5080"]))
        {
            Assert.Null(issuer.StandIns.Origin);
            Assert.Contains("There are no stand-ins for Google and GitHub", issuer.StandIns.Words);
        }
        await using var portal = Start(0, new() { ["Embedded:Issuer"] = "true", ["Embedded:Issuer:Origin"] = origin });
        using var visitor = new HttpVisitor(portal.Url);
        using var page = await visitor.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("Continue with", await page.Content.ReadAsStringAsync());
        using var start = await visitor.PostAsync("/sign-in", [], "/sign-in/with/Google");
        Assert.Contains("outcome=NoSuchProvider", start.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("Google GitHub OpenIdConnect:Corp", true, "")]
    [InlineData("Google GitHub OpenIdConnect:Corp", false, null)]
    [InlineData("Google", false, "GitHub, Local issuer")]
    public async Task The_issuer_runs_for_the_lab_or_for_what_is_not_configured(
        string configured,
        bool lab,
        string? standIns
    )
    {
        var origin = $"http://issuer.localhost:{RedisServer.FreePort()}";
        var settings = new Dictionary<string, string?>
        {
            ["Embedded:Issuer"] = "true",
            ["Embedded:Issuer:Origin"] = origin,
            ["Lab:Enabled"] = lab ? "true" : "false",
        };
        foreach (var section in configured.Split(' '))
        {
            settings[$"Authentication:{section}:ClientId"] = "a-real-one";
            settings[$"Authentication:{section}:ClientSecret"] = "a-real-secret";
            if (section.StartsWith("OpenId", StringComparison.Ordinal))
                settings[$"Authentication:{section}:Authority"] = "https://login.corp.example";
        }
        await using var portal = Start(0, settings);
        using var visitor = new SocialVisitor(portal.Url, origin);
        var page = await visitor.ReadAsync("/sign-in");
        Assert.Equal(standIns is not null, await IsTakenAsync(new Uri(origin).Port));
        Assert.Equal(
            lab || standIns?.Length > 0 ? origin : null,
            portal.Services.GetRequiredService<IConfiguration>()["Lab:Issuer:Origin"]
        );
        if (string.IsNullOrEmpty(standIns))
            Assert.DoesNotContain("local stand-in", page, StringComparison.Ordinal);
        else
            Assert.Contains($"local stand-in</span> {standIns} are answered", page, StringComparison.Ordinal);
        Assert.Contains("Continue with Google", page, StringComparison.Ordinal);
        Assert.Contains("Continue with GitHub", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authentication:Google:ClientId", "x", "Authentication:Google:ClientSecret is not set")]
    [InlineData("Authentication:GitHub:ClientId", "x", "Authentication:GitHub:ClientSecret is not set")]
    [InlineData("Authentication:OpenIdConnect:Corp:ClientId", "x", "Authentication:OpenIdConnect:Corp")]
    [InlineData("Authentication:OpenIdConnect:a b:ClientId", "x", "letters, digits and hyphens")]
    [InlineData("Authentication:OpenIdConnect:Corp:Authority", "http://corp.example", "must begin with https://")]
    public void A_provider_that_is_half_set_up_stops_the_start_with_the_key(string key, string value, string words)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration[key] = value;
        var problem = Assert.Throws<StartException>(() =>
            Features.SocialLogin.SocialLoginModule.AddSocialLogin(builder)
        );
        Assert.Contains(words, problem.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_portal_starts_and_stops_its_own_issuer()
    {
        var origin = $"http://issuer.localhost:{RedisServer.FreePort()}";
        await using (var portal = Start(0, new() { ["Embedded:Issuer"] = "true", ["Embedded:Issuer:Origin"] = origin }))
        {
            using var visitor = new SocialVisitor(portal.Url, origin);
            Assert.Contains("Continue with Google", await visitor.ReadAsync("/sign-in"));
            Assert.StartsWith(origin + "/google/", await visitor.StartAsync("Google"));
        }
        // The program ends behind the test's back, and its issuer with it.
        for (var tries = 0; await IsTakenAsync(new Uri(origin).Port); tries++)
        {
            Assert.True(tries < 200, "The issuer outlives its portal.");
            await Task.Delay(50);
        }
    }

    private static async Task<bool> IsTakenAsync(int port)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private PortalInstance Start(int port, Dictionary<string, string?> settings) =>
        new("C", _redis.Patiently, _directory, settings: settings, port: port);
}
