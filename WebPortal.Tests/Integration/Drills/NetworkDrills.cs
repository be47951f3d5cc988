using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>The network between one portal and Redis is cut, without anybody being told; pub/sub is.</summary>
[Collection(OneDrillAtATime.Name)]
public sealed class NetworkDrills
{
    private const string Cut = "Network of one portal cut";

    [Fact]
    public async Task One_portal_is_cut_off_from_Redis()
    {
        await using var redis = await ICuttableRedis.StartAsync();
        await using var drill = await Drill.StartAsync(redis.ConnectionString(0), other: redis.ConnectionString(1));
        using var lost = await drill.Person.SignInAsync(drill.A);
        using var stream = await Events.OpenAsync(lost.At(drill.A.Url));
        await stream.UntilAsync("ready");

        redis.Pull(0);
        var noticed = await Drill.UntilAsync(() => Drill.StatusAsync(drill.Alive), HttpStatusCode.ServiceUnavailable);
        // The other does not notice anything, and what is ended there holds here as soon as anybody can be asked.
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive.At(drill.B.Url)));
        await drill.RevokeAsync(lost, drill.B);
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(lost.At(drill.B.Url)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Drill.StatusAsync(lost));
        await drill.AssertEndedStaysEndedAsync();
        // Until the client has given its connections up, which nobody told it.
        var client = drill.A.Services.GetRequiredService<IConnectionMultiplexer>();
        await Drill.UntilAsync(
            async () => client.IsConnected ? HttpStatusCode.OK : await Drill.StatusAsync(drill.Alive),
            HttpStatusCode.ServiceUnavailable
        );

        redis.Plug(0);
        var told = stream.UntilAsync("ended");
        var back = await Drill.UntilAsync(() => Drill.StatusAsync(drill.Alive), HttpStatusCode.OK);
        Assert.All(back.Seen, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(lost));
        var late = await told;
        await drill.AssertEndedStaysEndedAsync();
        Drill.Record(Cut, "there 503, after waiting", noticed.Slowest);
        Drill.Record(Cut, "at the other", "nothing");
        Drill.Record(Cut, "plugged in again: everybody back after", back.Took);
        Drill.Record(Cut, "an open page whose session was ended meanwhile at the other is told after", late);
    }

    [Fact]
    public async Task Pub_sub_is_cut_and_open_pages_still_hear_of_their_end()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var drill = await Drill.StartAsync(redis.ConnectionString);
        await using var admin = await redis.ConnectAsync();
        // Redis throws out who listens to a channel that they may not hear any more, and no message passes from here on.
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "resetchannels");
        var times = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            using var lost = await drill.Person.SignInAsync(drill.A);
            using var stream = await Events.OpenAsync(lost.At(drill.B.Url));
            await stream.UntilAsync("ready");
            await drill.RevokeAsync(lost);
            times.Add(await stream.UntilAsync("ended"));
            Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(lost.At(drill.B.Url)));
        }
        await Assert.ThrowsAsync<RedisServerException>(() =>
            admin.GetSubscriber().PublishAsync(RedisChannel.Literal("wp:sessions"), "")
        );
        Assert.All(times, t => Assert.True(t < TimeSpan.FromSeconds(3), $"{t}"));
        Drill.Record(
            "Pub/sub refused the whole time",
            "an open page on the other instance is told after, at most",
            times.Max()
        );
    }
}
