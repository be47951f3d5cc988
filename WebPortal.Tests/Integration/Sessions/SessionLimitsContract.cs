using System.Globalization;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using static WebPortal.Tests.Integration.Sessions.StoreUnderTest;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>Idle and absolute limits, the cap, and what is left behind. Time is moved by rewriting "seen" in Redis, not by waiting.</summary>
public abstract class SessionLimitsContract(SessionServers servers, ServerKind kind)
{
    private static readonly string User = "user-" + Guid.NewGuid();

    [Fact]
    public async Task Lives_for_the_idle_limit_and_a_use_gives_it_back()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User, idle: TimeSpan.FromHours(1), absolute: TimeSpan.FromHours(8));
        Assert.InRange(await TtlAsync(store, session), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));

        await MoveSeenAsync(store, session, TimeSpan.FromMinutes(-50));
        await store.Database.KeyExpireAsync(store.Keys.Session(session), TimeSpan.FromMinutes(10));
        Assert.True((await store.Store.FindAsync(session, touch: true)).Touched);
        Assert.InRange(await TtlAsync(store, session), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task No_use_moves_the_absolute_end()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User, idle: TimeSpan.FromHours(1), absolute: TimeSpan.FromMinutes(70));
        await MoveSeenAsync(store, session, TimeSpan.FromMinutes(-50), absoluteEnd: TimeSpan.FromMinutes(20));
        Assert.True((await store.Store.FindAsync(session, touch: true)).Touched);
        Assert.InRange(await TtlAsync(store, session), TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Last_seen_is_written_at_most_once_an_interval()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User);
        Assert.False((await store.Store.FindAsync(session, touch: true)).Touched);
        await MoveSeenAsync(store, session, TimeSpan.FromSeconds(-61));
        Assert.False((await store.Store.FindAsync(session, touch: false)).Touched);
        Assert.True((await store.Store.FindAsync(session, touch: true)).Touched);
        Assert.False((await store.Store.FindAsync(session, touch: true)).Touched);
    }

    [Fact]
    public async Task Past_its_absolute_end_a_session_does_not_answer_even_if_its_key_were_still_there()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User);
        await MoveSeenAsync(store, session, TimeSpan.FromHours(-1), absoluteEnd: TimeSpan.FromMinutes(-1));
        await store.Store.FindAsync(session, touch: true);
        Assert.False(await store.IsLiveAsync(session));
    }

    [Fact]
    public async Task The_oldest_beyond_the_cap_is_named_to_be_ended()
    {
        var store = await NewStoreAsync(o => o.MaxPerUser = 3);
        var start = DateTimeOffset.UtcNow.AddMinutes(-10);
        var sessions = new List<SessionReference>();
        for (var i = 0; i < 5; i++)
            sessions.Add(await store.StartAsync(User, started: start.AddMinutes(i)));
        Assert.Equal((bool[])[false, false, true, true, true], await store.Store.AreLiveAsync(sessions));
        Assert.Equal(EndReason.CapReached, (await store.Store.FindAsync(sessions[0], touch: false)).End!.Reason);
    }

    [Fact]
    public async Task A_new_session_does_not_end_itself_for_the_cap_when_its_machine_s_clock_is_behind()
    {
        var store = await NewStoreAsync(o => o.MaxPerUser = 1);
        var first = await store.StartAsync(User);
        var second = await store.StartAsync(User, started: DateTimeOffset.UtcNow.AddMinutes(-5));
        Assert.Equal((bool[])[false, true], await store.Store.AreLiveAsync([first, second]));
    }

    [Fact]
    public async Task Sessions_that_merely_expired_leave_nothing_in_Redis()
    {
        var store = await NewStoreAsync();
        for (var user = 0; user < 20; user++)
        {
            for (var i = 0; i < 5; i++)
                await store.StartAsync("user" + user, idle: TimeSpan.FromMilliseconds(40));
        }
        await UntilAsync(async () => (await store.AllKeysAsync()).Count == 0, "every key gone");
    }

    [Fact]
    public async Task An_expired_session_does_not_count_for_the_cap()
    {
        var store = await NewStoreAsync(o => o.MaxPerUser = 2);
        var kept = await store.StartAsync(User, started: DateTimeOffset.UtcNow.AddHours(-1));
        var brief = await store.StartAsync(User, idle: TimeSpan.FromMilliseconds(30));
        await UntilAsync(async () => !await store.IsLiveAsync(brief), "the brief one gone");
        await store.StartAsync(User);
        Assert.True(await store.IsLiveAsync(kept));
    }

    [Fact]
    public async Task An_expired_session_leaves_the_list_of_one_who_lives_on()
    {
        var store = await NewStoreAsync();
        var kept = await store.StartAsync(User);
        var brief = await store.StartAsync(User, idle: TimeSpan.FromMilliseconds(30));
        await UntilAsync(async () => !await store.IsLiveAsync(brief), "the brief one gone");
        await store.StartAsync(User);
        Assert.Equal(2, await store.Database.SortedSetLengthAsync(store.Keys.List(kept.Tag)));
    }

    [Fact]
    public async Task The_epoch_outlives_every_session_that_carries_it()
    {
        var store = await NewStoreAsync();
        await store.Store.EndAllAsync(User, Ended(), null);
        var tag = (await store.StartAsync(User)).Tag;
        var ttl = await store.Database.KeyTimeToLiveAsync(store.Keys.Epoch(tag));
        Assert.True(ttl > store.Options.KeepAbsoluteLimit, $"{ttl}");
    }

    [Fact]
    public async Task Nothing_in_Redis_is_a_credential_nor_tells_one()
    {
        var store = await NewStoreAsync();
        var key = SessionKey.Create(User);
        await store.Store.CreateAsync(NewSession(User, key), Ticket, await store.Store.GetEpochAsync(User), null);
        var secret = key.Reveal().Split('.')[1];
        foreach (var name in await store.AllKeysAsync())
        {
            Assert.DoesNotContain(secret, name, StringComparison.Ordinal);
            var dump = await store.Database.KeyDumpAsync(name);
            if (dump is not null) // The embedded server dumps no hashes; their fields follow.
                Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(dump), StringComparison.Ordinal);
            // Whatever stands there, presented as a cookie, names no session.
            var forged = SessionKey.TryParse(
                $"{key.Reference.Tag}.{key.Reference.Id.PadRight(43, 'A')}",
                out var parsed
            );
            Assert.True(forged);
            Assert.False(await store.IsLiveAsync(parsed.Reference));
        }
        foreach (var entry in await store.Database.HashGetAllAsync(store.Keys.Session(key.Reference)))
            Assert.DoesNotContain(secret, $"{entry.Name} {entry.Value}", StringComparison.Ordinal);
    }

    private static async Task<TimeSpan> TtlAsync(StoreUnderTest store, SessionReference session) =>
        (await store.Database.KeyTimeToLiveAsync(store.Keys.Session(session)))!.Value;

    private static async Task MoveSeenAsync(
        StoreUnderTest store,
        SessionReference session,
        TimeSpan by,
        TimeSpan? absoluteEnd = null
    )
    {
        var key = store.Keys.Session(session);
        var state = ((string)(await store.Database.HashGetAsync(key, "state"))!).Split(' ');
        var seen = long.Parse(state[2], CultureInfo.InvariantCulture);
        state[2] = (seen + (long)by.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        if (absoluteEnd is { } end)
            state[4] = (seen + (long)end.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await store.Database.HashSetAsync(key, "state", string.Join(' ', state));
    }

    private async Task<StoreUnderTest> NewStoreAsync(Action<UserSessionOptions>? configure = null) =>
        new(await servers.GetAsync(kind), configure);
}

public sealed class SessionLimitsOnRedisTests(SessionServers servers)
    : SessionLimitsContract(servers, ServerKind.Redis);

public sealed class SessionLimitsOnClusterTests(SessionServers servers)
    : SessionLimitsContract(servers, ServerKind.Cluster);

public sealed class SessionLimitsOnEmbeddedTests(SessionServers servers)
    : SessionLimitsContract(servers, ServerKind.Embedded);
