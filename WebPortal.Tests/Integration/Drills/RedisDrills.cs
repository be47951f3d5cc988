using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>One Redis: restarted, or full.</summary>
[Collection(OneDrillAtATime.Name)]
public sealed class RedisDrills
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_restarts(bool appendOnly)
    {
        await using var redis = await RedisServer.StartAsync(
            "--appendonly",
            appendOnly ? "yes" : "no",
            "--appendfsync",
            "always"
        );
        await using var drill = await Drill.StartAsync(redis.ConnectionString);
        redis.Kill();
        await redis.StartAgainAsync();

        var back = await Drill.UntilAsync(
            () => Drill.StatusAsync(drill.Alive),
            appendOnly ? HttpStatusCode.OK : HttpStatusCode.Redirect
        );
        Assert.All(back.Seen, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        await drill.AssertEndedStaysEndedAsync();
        await Drill.UntilAsync(() => drill.SignInAsync(drill.B), HttpStatusCode.Redirect);
        Drill.Record(
            appendOnly ? "Redis restarts, with AOF" : "Redis restarts, without AOF",
            appendOnly ? "503 until everybody is back" : "503 until everybody has to sign in again",
            back.Took
        );
    }

    [Fact]
    public async Task A_full_Redis_lets_nobody_new_in_and_takes_nothing_from_those_who_are_in()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");
        // Every request writes "last seen": people must not be locked out a minute after Redis filled.
        var settings = new Dictionary<string, string?> { ["Sessions:TouchInterval"] = "00:00:00.001" };
        await using var drill = await Drill.StartAsync(redis.ConnectionString, settings);
        using var lost = await drill.Person.SignInAsync(drill.A);
        var other = await Person.CreateAsync(drill.A);
        using var disabled = await other.SignInAsync(drill.A);
        await using var admin = await redis.ConnectAsync();
        await admin.GetServer(redis.ConnectionString).ConfigSetAsync("maxmemory", "1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await drill.SignInAsync(drill.A));
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive));
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive.At(drill.B.Url)));
        await drill.AssertEndedStaysEndedAsync();
        // An end takes less than it needs to remember why.
        await drill.RevokeAsync(lost);
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(lost));
        var sessions = drill.A.Services.GetRequiredService<UserSessions>();
        Assert.Equal(1, await sessions.EndAllAsync(other.Id, EndReason.AccountDisabled, by: null));
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(disabled));
        await sessions.EndEverybodyAsync(
            "drill",
            "Redis is full",
            SessionReference.Of(drill.Person.Id, drill.Alive.SessionId())
        );
        Assert.Equal(HttpStatusCode.Redirect, await Drill.StatusAsync(drill.Desk));
        Assert.Equal(HttpStatusCode.OK, await Drill.StatusAsync(drill.Alive));

        await admin.GetServer(redis.ConnectionString).ConfigSetAsync("maxmemory", "0");
        var back = await Drill.UntilAsync(() => drill.SignInAsync(drill.A), HttpStatusCode.Redirect);
        Drill.Record(
            "Redis is full (noeviction)",
            "sign-in 503; signed in: unchanged; every kind of end works; memory given: sign-in back after",
            back.Took
        );
    }
}
