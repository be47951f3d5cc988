using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebPortal.Observability;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task Probes_cost_no_session_lookup_and_tell_one_word()
    {
        using var directory = new TemporaryDirectory();
        await using var redis = await RedisServer.StartAsync();
        await using var portal = new PortalInstance("health", redis.ConnectionString, directory.Path);
        var person = await Person.CreateAsync(portal);
        using var visitor = await person.SignInAsync(portal);
        using var first = await visitor.GetAsync("/"); // Loads the script, which costs a command more.
        var before = await ScriptsAsync(redis);
        for (var i = 0; i < 5; i++)
        {
            foreach (var path in new[] { "/health/live", "/health/ready", "/site.css" })
            {
                using var response = await visitor.GetAsync(path);
                Assert.True(response.IsSuccessStatusCode);
                if (path != "/site.css")
                    Assert.Equal("Healthy", await response.Content.ReadAsStringAsync());
                Assert.False(response.Headers.Contains("Set-Cookie"));
            }
        }
        Assert.Equal(before, await ScriptsAsync(redis));
        // The counter counts: a page does ask.
        using var page = await visitor.GetAsync("/account/password");
        Assert.Equal(before + 1, await ScriptsAsync(redis));
    }

    [Fact]
    public async Task Without_a_usable_key_it_is_not_ready()
    {
        var context = new HealthCheckContext();
        var good = await new KeysHealth(new EphemeralDataProtectionProvider()).CheckHealthAsync(context);
        var bad = await new KeysHealth(new NoKeys()).CheckHealthAsync(context);
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Unhealthy), (good.Status, bad.Status));
    }

    private sealed class NoKeys : IDataProtectionProvider
    {
        public IDataProtector CreateProtector(string purpose) =>
            throw new CryptographicException("No key can be read.");
    }

    private static async Task<long> ScriptsAsync(RedisServer redis)
    {
        await using var connection = await redis.ConnectAsync();
        var info = await connection.GetServers()[0].InfoAsync("commandstats");
        return info.SelectMany(g => g)
            .Where(line => line.Key is "cmdstat_evalsha" or "cmdstat_eval")
            .Sum(line => long.Parse(line.Value.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
    }
}
