using System.Globalization;
using System.Net;
using StackExchange.Redis;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>What a request costs, counted by the server itself (INFO commandstats), on a server of the test's own.</summary>
public sealed class RoundTripTests
{
    private const int Requests = 25;

    // The client's own, whatever the requests do.
    private static readonly string[] Housekeeping =
    [
        "ping",
        "info",
        "config|get",
        "client|setname",
        "client|setinfo",
        "client|id",
        "echo",
        "subscribe",
        "hello",
        "publish",
        "exists",
        "sentinel|masters",
        "cluster|nodes",
        "script|load",
        "eval",
    ];

    [Fact]
    public async Task A_signed_in_request_costs_one_command_and_an_anonymous_one_none()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var app = await SessionApp.StartAsync(redis.ConnectionString);
        await using var admin = await redis.ConnectAsync();
        using var visitor = await app.SignedInAsync("ada");
        using (var warm = await visitor.GetAsync("/me"))
            Assert.Equal(HttpStatusCode.OK, warm.StatusCode);

        var signedIn = await CountAsync(admin, visitor, "/me");
        Assert.Equal(Requests, signedIn.GetValueOrDefault("evalsha"));
        // What the script itself does within that one round trip; nothing else reached the server.
        Assert.Equal(["evalsha", "get", "hmget", "time"], signedIn.Keys.Order());

        using var anonymous = app.Visit();
        Assert.Empty(await CountAsync(admin, anonymous, "/"));

        using var garbage = app.Visit();
        garbage.Cookies["__Host-session"] = "CfDJ8" + new string('x', 200);
        Assert.Empty(await CountAsync(admin, garbage, "/"));
    }

    [Fact]
    public async Task On_a_cluster_it_costs_two_sent_together()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var app = await SessionApp.StartAsync(cluster.ConnectionString);
        await using var admin = await ConnectionMultiplexer.ConnectAsync(cluster.ConnectionString + ",allowAdmin=true");
        using var visitor = await app.SignedInAsync("ada");
        using (var warm = await visitor.GetAsync("/me"))
            Assert.Equal(HttpStatusCode.OK, warm.StatusCode);
        var counted = await CountAsync(admin, visitor, "/me");
        Assert.Equal(Requests, counted.GetValueOrDefault("evalsha"));
        // One of the script's own (the user's count), one beside it (everybody's).
        Assert.Equal(2 * Requests, counted.GetValueOrDefault("get"));
    }

    private static async Task<Dictionary<string, long>> CountAsync(
        IConnectionMultiplexer redis,
        HttpVisitor visitor,
        string path
    )
    {
        foreach (var server in redis.GetServers())
            await server.ExecuteAsync("CONFIG", "RESETSTAT");
        for (var i = 0; i < Requests; i++)
        {
            using var response = await visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var server in redis.GetServers())
        {
            foreach (var line in (await server.InfoRawAsync("commandstats"))!.Split("\r\n"))
            {
                if (!line.StartsWith("cmdstat_", StringComparison.Ordinal))
                    continue;
                var name = line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)];
                var calls = long.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture);
                if (!Housekeeping.Contains(name) && !name.StartsWith("config", StringComparison.Ordinal))
                    counts[name] = counts.GetValueOrDefault(name) + calls;
            }
        }
        return counts;
    }
}
