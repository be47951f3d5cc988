using System.Diagnostics;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>Open streams die with their session, with pub/sub or without.</summary>
public sealed class SessionStreamTests(PortalFixture portal)
{
    // What the invariant promises is a second; a busy test machine is given more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_end_on_another_instance_closes_the_stream_and_is_its_last_word()
    {
        await using var a = await SessionApp.StartAsync(portal.Redis.Patiently);
        await using var b = await SessionApp.StartAsync(portal.Redis.Patiently, a.Prefix);
        using var visitor = await a.SignedInAsync("ada");
        using var stream = await OpenAsync(visitor);
        await b.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin");
        Assert.Equal("event: Ended", await LastEventAsync(stream));
    }

    [Fact]
    public async Task The_end_comes_once_and_one_session_cannot_open_streams_without_limit()
    {
        await using var app = await SessionApp.StartAsync(portal.Redis.Patiently);
        using var visitor = await app.SignedInAsync("ada");
        using var stream = await OpenAsync(visitor);
        var others = new List<StreamReader>();
        for (var i = 0; i < 25; i++)
            others.Add(await OpenAsync(visitor));
        await StoreUnderTest.UntilAsync(() => Task.FromResult(app.Streams.Count == 20), "the cap");
        await app.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin");
        var ends = 0;
        while (await stream.ReadLineAsync().WaitAsync(Patience) is { } line)
            ends += line == "event: Ended" ? 1 : 0;
        Assert.Equal(1, ends);
        others.ForEach(o => o.Dispose());
    }

    [Fact]
    public async Task An_end_that_pub_sub_lost_closes_the_stream_too()
    {
        await using var app = await SessionApp.StartAsync(portal.Redis.Patiently);
        using var visitor = await app.SignedInAsync("ada");
        using var stream = await OpenAsync(visitor);
        // The store alone ends it: nobody publishes.
        await app.Store.EndAsync(
            SessionApp.ReferenceOf(visitor),
            new SessionEnd(EndReason.Revoked, DateTimeOffset.UtcNow),
            known: true
        );
        Assert.Equal("event: Ended", await LastEventAsync(stream));
    }

    [Fact]
    public async Task Ending_everybody_closes_all_but_the_excepted()
    {
        await using var app = await SessionApp.StartAsync(portal.Redis.Patiently);
        using var admin = await app.SignedInAsync("admin");
        using var visitor = await app.SignedInAsync("ada");
        using var kept = await OpenAsync(admin);
        using var stream = await OpenAsync(visitor);
        await app.Sessions.EndEverybodyAsync("admin", null, SessionApp.ReferenceOf(admin));
        Assert.Equal("event: Ended", await LastEventAsync(stream));
        Assert.Equal(1, app.Streams.Count);
    }

    [Fact]
    public async Task A_store_that_is_silent_closes_no_stream_and_one_that_answers_again_ends_what_ended_meanwhile()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var app = await SessionApp.StartAsync(redis.ConnectionString);
        await using var elsewhere = await redis.ConnectAsync();
        using var visitor = await app.SignedInAsync("ada");
        using var stream = await OpenAsync(visitor);
        redis.Signal("STOP");
        await StoreUnderTest.UntilAsync(
            () =>
                Task.FromResult(
                    app.Lines.All.Any(l => l.Contains("could not be re-checked", StringComparison.Ordinal))
                ),
            "a re-check failed"
        );
        Assert.Equal(1, app.Streams.Count);
        redis.Signal("CONT");
        await elsewhere
            .GetDatabase()
            .KeyDeleteAsync(new RedisSessionKeys(app.Prefix).Session(SessionApp.ReferenceOf(visitor)));
        Assert.Equal("event: Ended", await LastEventAsync(stream));
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_a_shutdown()
    {
        var app = await SessionApp.StartAsync(portal.Redis.Patiently);
        using var visitor = await app.SignedInAsync("ada");
        using var stream = await OpenAsync(visitor);
        var watch = Stopwatch.StartNew();
        await app.DisposeAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}"); // Unlinked it takes 30 s.
    }

    private static async Task<StreamReader> OpenAsync(HttpVisitor visitor)
    {
        var response = await visitor.GetAsync("/stream");
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: ready", await reader.ReadLineAsync().WaitAsync(Patience));
        return reader;
    }

    private static async Task<string?> LastEventAsync(StreamReader reader)
    {
        string? last = null;
        while (await reader.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                last = line;
        }
        return last;
    }
}
