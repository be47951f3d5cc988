using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>One of two portals is killed, stopped, or has a wrong clock.</summary>
[Collection(OneDrillAtATime.Name)]
public sealed class InstanceDrills
{
    [Fact]
    public async Task One_portal_is_killed_and_the_other_goes_on()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var drill = await Drill.StartAsync(redis.ConnectionString);
        await using var third = await ThirdAsync(drill, redis);
        using var there = drill.Alive.At(await third.ReadyAsync());
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(there));
        third.Signal("KILL");
        await third.EndAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => there.GetAsync("/"));

        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive));
        Drill.Record("One portal killed", "next request at the other answered after", clock.Elapsed);
        await drill.RevokeAsync(drill.Alive);
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(drill.Alive));
        await drill.AssertEndedStaysEndedAsync();
    }

    [Fact]
    public async Task A_portal_with_open_streams_stops_in_time_and_tells_them_to_reconnect()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var drill = await Drill.StartAsync(redis.ConnectionString);
        await using var third = await ThirdAsync(drill, redis);
        var there = await third.ReadyAsync();
        var streams = new List<HttpResponseMessage>();
        for (var browser = 0; browser < 5; browser++)
        {
            var visitor = (await drill.Person.SignInAsync(drill.A)).At(there);
            for (var tab = 0; tab < 10; tab++)
                streams.Add(await visitor.GetAsync("/live/account"));
        }

        var clock = Stopwatch.StartNew();
        third.Signal("TERM");
        foreach (var stream in streams)
        {
            var text = await stream.Content.ReadAsStringAsync();
            Assert.Contains("event: restarting", text, StringComparison.Ordinal);
            Assert.Contains("retry: ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("event: ended", text, StringComparison.Ordinal);
            stream.Dispose();
        }
        Assert.Equal(0, await third.EndAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
        Drill.Record(
            "One portal stopped (SIGTERM), 50 open streams",
            "streams told to reconnect, process ended after",
            clock.Elapsed
        );
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive));
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task An_instance_whose_clock_is_hours_off_lets_in_and_refuses_like_the_others(int hours)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var drill = await Drill.StartAsync(redis.ConnectionString);
        await using var skewed = new PortalInstance(
            "skewed",
            redis.ConnectionString,
            drill.Directory,
            settings: new Dictionary<string, string?> { ["ConnectionStrings:Portal"] = drill.Database },
            services: s => s.AddSingleton<TimeProvider>(new SkewedTime(TimeSpan.FromHours(hours)))
        );
        // Idle limit is two hours: an instance that decided by its own clock would refuse, or let in for hours too long.
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive.At(skewed.Url)));
        using var born = await drill.Person.SignInAsync(skewed);
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(born.At(drill.A.Url)));
        await drill.RevokeAsync(born);
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(born));
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive.At(skewed.Url)));
        await drill.AssertEndedStaysEndedAsync();
        Drill.Record($"Clock of one portal {hours:+0;-0} h", "sessions let in and refused alike", "no difference");
    }

    private static async Task<PortalProcess> ThirdAsync(Drill drill, RedisServer redis)
    {
        var process = PortalProcess.Start(
            "Development",
            $"--ConnectionStrings:Redis={redis.ConnectionString}",
            $"--ConnectionStrings:Portal={drill.Database}",
            $"--Embedded:Directory={drill.Directory}"
        );
        await process.ReadyAsync();
        return process;
    }

    private sealed class SkewedTime(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
