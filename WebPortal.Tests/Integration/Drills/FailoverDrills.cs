using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>The primary of a Sentinel group, or of a Cluster, dies or hangs.</summary>
[Collection(OneDrillAtATime.Name)]
public sealed class FailoverDrills
{
    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task The_primary_fails_and_nobody_is_signed_out(string signal)
    {
        await using var redis = await RedisSentinels.StartAsync();
        await using var drill = await Drill.StartAsync(redis.ConnectionString);
        var name = signal == "KILL" ? "Primary killed (Sentinel)" : "Primary hangs, SIGSTOP (Sentinel)";
        // Redis promises no more than what had been replicated: the drill is about the rest.
        await redis.Primary.ReplicatedAsync(2);

        if (signal == "KILL")
            redis.Primary.Kill();
        else
            redis.Primary.Signal("STOP");

        await SurviveAsync(drill, name);
    }

    [Fact]
    public async Task A_primary_of_a_Cluster_is_killed_and_nobody_is_signed_out()
    {
        await using var redis = await RedisCluster.StartAsync(replicas: 1);
        await using var drill = await Drill.StartAsync(redis.ConnectionString);
        // The one that has these people's sessions; two thirds of all people would notice nothing.
        var multiplexer = drill.A.Services.GetRequiredService<IConnectionMultiplexer>();
        var list = new RedisSessionKeys("wp").List(SessionKey.TagOf(drill.Person.Id));
        var primary = redis.At((await multiplexer.GetDatabase().IdentifyEndpointAsync(list))!.ToString()!);
        await primary.ReplicatedAsync(1, $"{list}:replicated");
        primary.Kill();
        await SurviveAsync(drill, "Primary killed (Cluster, node timeout 1 s)");
    }

    [Fact]
    public async Task A_replica_that_lags_is_never_asked()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}");
        await primary.ReplicatedAsync(1);
        await using var drill = await Drill.StartAsync($"{primary.ConnectionString},{replica.ConnectionString}");
        using var lost = await drill.Person.SignInAsync(drill.B);
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(lost));
        await primary.ReplicatedAsync(1);
        // From here on the replica hears of nothing; it still has the session, and answers whoever asks.
        await using (var link = await replica.ConnectAsync())
            await link.GetServer(replica.ConnectionString).ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        await drill.RevokeAsync(lost);
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(lost));

        primary.Kill();
        await Drill.UntilAsync(() => Drill.StatusAsync(drill.Alive), HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await Drill.StatusAsync(lost));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await Drill.StatusAsync(lost, "/health/ready"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await Drill.StatusAsync(drill.Alive.At(drill.B.Url)));
            await Task.Delay(50);
        }
        Drill.Record(
            "Primary killed, a lagging replica answers",
            "what the replica still believes is not asked",
            "503"
        );
    }

    // What was asked in the moment before is still answered; then 503, and never a sign-out.
    private static async Task SurviveAsync(Drill drill, string name)
    {
        await Drill.UntilAsync(() => Drill.StatusAsync(drill.Alive), HttpStatusCode.ServiceUnavailable);
        var reading = await Drill.UntilAsync(() => Drill.StatusAsync(drill.Alive), HttpStatusCode.OK);
        Assert.All(reading.Seen, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        await drill.AssertEndedStaysEndedAsync();
        var writing = await Drill.UntilAsync(() => drill.SignInAsync(drill.B), HttpStatusCode.Redirect);
        using var second = await drill.Person.SignInAsync(drill.B);
        await Drill.UntilAsync(() => Drill.StatusAsync(drill.Desk, "/admin/sessions"), HttpStatusCode.OK);
        await drill.RevokeAsync(second);
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(second));
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive.At(drill.B.Url)));

        Drill.Record(name, "503 until sessions are read again", reading.Took);
        Drill.Record(name, "longest wait for an answer", reading.Slowest);
        Drill.Record(name, "sign-in and revoke again, after that", writing.Took);
    }
}
