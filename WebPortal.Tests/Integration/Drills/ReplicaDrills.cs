using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>An end is to be on replicas before it counts, and a replica hangs.</summary>
[Collection(OneDrillAtATime.Name)]
public sealed class ReplicaDrills
{
    private const string Wait = "Replica hangs, Sessions:WaitForReplicas 1";
    private const string MinReplicas = "Replica hangs, min-replicas-to-write 1";

    [Fact]
    public async Task An_end_that_reached_no_replica_is_not_reported_as_done_when_that_is_asked_for()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await ReplicaOfAsync(primary);
        await using var drill = await Drill.StartAsync(
            primary.ConnectionString,
            new Dictionary<string, string?> { ["Sessions:WaitForReplicas"] = "1" }
        );
        Drill.Record(
            "Sessions:WaitForReplicas",
            "an end, median of 200: waited for 0, for 1",
            await CostAsync(drill, primary)
        );
        using var second = await drill.Person.SignInAsync(drill.B);
        replica.Signal("STOP");
        var revoke = drill.Desk.RevokeAsync(second.SessionId());
        // WAIT holds up its own connection, not the requests of others.
        var slowest = TimeSpan.Zero;
        while (!revoke.IsCompleted)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive));
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }
        Assert.StartsWith("503", await revoke, StringComparison.Ordinal);
        // It holds on the primary already; once a replica follows, pressing again says so.
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(second));
        replica.Signal("CONT");
        var again = await Drill.UntilAsync(
            async () =>
                (await drill.Desk.RevokeAsync(second.SessionId())).Contains("lready ended", StringComparison.Ordinal)
                    ? HttpStatusCode.OK
                    : HttpStatusCode.ServiceUnavailable,
            HttpStatusCode.OK
        );
        Drill.Record(
            Wait,
            "a revoke says 503 (it holds, but a failover could undo it); other requests wait at most",
            slowest
        );
        Drill.Record(Wait, "the replica goes on: pressing again says that it has ended, after", again.Took);
    }

    [Fact]
    public async Task Without_its_replicas_Redis_takes_no_writes_and_nobody_is_signed_out()
    {
        await using var primary = await RedisServer.StartAsync(
            "--min-replicas-to-write",
            "1",
            "--min-replicas-max-lag",
            "2"
        );
        await using var replica = await ReplicaOfAsync(primary);
        await using var drill = await Drill.StartAsync(primary.ConnectionString);
        using var second = await drill.Person.SignInAsync(drill.B);
        replica.Signal("STOP");
        await using var redis = await primary.ConnectAsync();
        var noticed = await Drill.UntilAsync(() => WriteAsync(redis), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await drill.SignInAsync(drill.A));
        // A revoke is refused, and says so; it is not half done. Who is in stays in, until "last seen" is due to be written.
        Assert.StartsWith("503", await drill.Desk.RevokeAsync(second.SessionId()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(second));
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive.At(drill.B.Url)));
        await drill.AssertEndedStaysEndedAsync();

        replica.Signal("CONT");
        var back = await Drill.UntilAsync(() => drill.SignInAsync(drill.A), HttpStatusCode.Redirect);
        await drill.RevokeAsync(second);
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(second));
        Drill.Record(
            MinReplicas,
            "sign-in and revoke 503 after (min-replicas-max-lag 2); who is in stays in for a minute",
            noticed.Took
        );
        Drill.Record(MinReplicas, "the replica goes on: everything back after", back.Took);
    }

    private static async Task<HttpStatusCode> WriteAsync(ConnectionMultiplexer redis)
    {
        try
        {
            await redis.GetDatabase().StringSetAsync("wp:drill", "1");
            return HttpStatusCode.OK;
        }
        catch (RedisServerException e) when (e.Kind == RedisErrorKind.NoReplicas)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
    }

    private static async Task<RedisServer> ReplicaOfAsync(RedisServer primary)
    {
        var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}");
        await primary.ReplicatedAsync(1);
        return replica;
    }

    // One after the other, alternating, so that what else the machine does meets both.
    private static async Task<string> CostAsync(Drill drill, RedisServer primary)
    {
        var waiting = drill.A.Services.GetRequiredService<ISessionStore>();
        await using var redis = await primary.ConnectAsync();
        var not = new RedisSessionStore(redis, Microsoft.Extensions.Options.Options.Create(new UserSessionOptions()));
        var times = new List<double>[] { [], [] };
        for (var i = 0; i < 400; i++)
        {
            var session = SessionReference.Of(drill.Person.Id, $"{i:D22}");
            var end = new SessionEnd(EndReason.Revoked, DateTimeOffset.UtcNow);
            var start = Stopwatch.GetTimestamp();
            await (i % 2 == 0 ? not : waiting).EndAsync(session, end, known: true);
            times[i % 2].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return string.Join(
            ", ",
            times.Select(t =>
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{t.Order().ElementAt(100):0.00} ms")
            )
        );
    }
}
