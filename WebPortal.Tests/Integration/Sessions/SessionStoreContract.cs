using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using static WebPortal.Tests.Integration.Sessions.StoreUnderTest;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>What must hold of the store on every kind of server (invariant 9 is that this class has three children).</summary>
public abstract class SessionStoreContract(SessionServers servers, ServerKind kind)
{
    private static readonly string User = "user-" + Guid.NewGuid();

    [Fact]
    public async Task A_session_that_was_let_in_is_found_with_its_ticket()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User);
        Assert.Equal(Ticket, (await store.Store.FindAsync(session, touch: true)).Ticket);
        Assert.Equal(
            (bool[])[true, false],
            await store.Store.AreLiveAsync([session, SessionKey.Create(User).Reference])
        );
        var listed = Assert.Single(await store.Store.ListAsync(User));
        Assert.Equal(("Firefox on Linux", User, session.Id), (listed.Device, listed.UserId, listed.Id));
    }

    [Fact]
    public async Task Ended_means_ended_and_the_first_end_is_the_one_remembered()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User);
        Assert.Null(await store.Store.EndAsync(session, Ended(), known: true));
        var found = await store.Store.FindAsync(session, touch: true);
        Assert.Null(found.Ticket);
        Assert.Equal((EndReason.Revoked, "because"), (found.End!.Reason, found.End.Words));

        var second = await store.Store.EndAsync(session, Ended(EndReason.SignedOut), known: true);
        Assert.Equal(EndReason.Revoked, second!.End!.Reason);
    }

    [Fact]
    public async Task Ended_stays_ended_when_a_late_renewal_or_touch_comes()
    {
        var store = await NewStoreAsync(o => o.TouchInterval = TimeSpan.FromTicks(1));
        var session = await store.StartAsync(User);
        Assert.NotNull((await store.Store.FindAsync(session, touch: true)).Ticket);
        await store.Store.EndAsync(session, Ended(), known: true);
        Assert.False(await store.Store.ReplaceTicketAsync(session, Ticket));
        Assert.Null((await store.Store.FindAsync(session, touch: true)).Ticket);
        Assert.DoesNotContain(await store.AllKeysAsync(), key => key.Contains(":session:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_creation_that_the_client_sends_twice_does_not_bring_an_ended_session_back()
    {
        var store = await NewStoreAsync();
        var key = SessionKey.Create(User);
        var session = NewSession(User, key);
        var epoch = await store.Store.GetEpochAsync(User);
        Assert.Null((await store.Store.CreateAsync(session, Ticket, epoch, null)).Refused);
        await store.Store.EndAsync(key.Reference, Ended(), known: true);
        Assert.Equal(RefusalReason.AlreadyEnded, (await store.Store.CreateAsync(session, Ticket, epoch, null)).Refused);
        Assert.False(await store.IsLiveAsync(key.Reference));
    }

    [Fact]
    public async Task A_revoke_between_ledger_row_and_creation_wins()
    {
        var store = await NewStoreAsync();
        var key = SessionKey.Create(User);
        var epoch = await store.Store.GetEpochAsync(User);
        Assert.NotNull(await store.Store.EndAsync(key.Reference, Ended(), known: true));
        var creation = await store.Store.CreateAsync(NewSession(User, key), Ticket, epoch, null);
        Assert.Equal(RefusalReason.AlreadyEnded, creation.Refused);
    }

    [Fact]
    public async Task What_a_request_brought_along_leaves_nothing_behind()
    {
        var store = await NewStoreAsync();
        await store.Store.EndAsync(SessionKey.Create(User).Reference, Ended(), known: false);
        Assert.Empty(await store.AllKeysAsync());
    }

    [Fact]
    public async Task Ending_all_wins_over_a_sign_in_in_flight()
    {
        var store = await NewStoreAsync();
        var epoch = await store.Store.GetEpochAsync(User);
        await store.Store.EndAllAsync(User, Ended(EndReason.AccountDisabled), exceptId: null);
        var late = NewSession(User, SessionKey.Create(User));
        Assert.Equal(RefusalReason.Overtaken, (await store.Store.CreateAsync(late, Ticket, epoch, null)).Refused);
        Assert.False(await store.IsLiveAsync(late.Reference));
    }

    [Fact]
    public async Task Ending_all_ends_each_says_why_and_keeps_the_excepted_one()
    {
        var store = await NewStoreAsync();
        var kept = await store.StartAsync(User);
        var others = new[] { await store.StartAsync(User), await store.StartAsync(User) };
        var stranger = await store.StartAsync("somebody else");

        var ended = await store.Store.EndAllAsync(User, Ended(EndReason.PasswordChanged), kept.Id);

        Assert.Equal(others.Select(o => o.Id).Order(), ended.Order());
        Assert.True(await store.IsLiveAsync(kept));
        Assert.True(await store.IsLiveAsync(stranger));
        foreach (var other in others)
        {
            var found = await store.Store.FindAsync(other, touch: true);
            Assert.Null(found.Ticket);
            Assert.Equal(EndReason.PasswordChanged, found.End!.Reason);
        }
        Assert.Equal(kept.Id, Assert.Single(await store.Store.ListAsync(User)).Id);
        Assert.True(await store.IsLiveAsync(await store.StartAsync(User)));
    }

    [Fact]
    public async Task A_session_kept_over_two_ends_of_all_stays_but_one_that_was_ended_does_not()
    {
        var store = await NewStoreAsync();
        var kept = await store.StartAsync(User);
        await store.Store.EndAllAsync(User, Ended(), kept.Id);
        await store.Store.EndAllAsync(User, Ended(), kept.Id);
        Assert.True(await store.IsLiveAsync(kept));

        await store.Store.EndAllAsync(User, Ended(), exceptId: null);
        await store.Store.EndAllAsync(User, Ended(), kept.Id);
        Assert.False(await store.IsLiveAsync(kept));
    }

    [Fact]
    public async Task The_count_alone_ends_a_session_whose_record_could_not_be_deleted_and_no_later_end_of_all_revives_it()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User);
        // What "end all" does first; its deleting then fails, or has not come yet.
        await store.Database.StringIncrementAsync(store.Keys.Epoch(session.Tag));
        Assert.True(await store.Database.KeyExistsAsync(store.Keys.Session(session)));
        Assert.False(await store.IsLiveAsync(session));
        Assert.Equal((bool[])[false], await store.Store.AreLiveAsync([session]));

        await store.Store.EndAllAsync(User, Ended(), exceptId: session.Id);
        Assert.False(await store.IsLiveAsync(session));
        var next = NewSession(User, SessionKey.Create(User));
        var creation = await store.Store.CreateAsync(
            next,
            Ticket,
            await store.Store.GetEpochAsync(User),
            new SessionReplacement(session.Id, MustBeLive: true)
        );
        Assert.Equal(RefusalReason.Gone, creation.Refused);
    }

    [Fact]
    public async Task Ending_everybody_is_one_step_and_also_ends_sign_ins_in_flight()
    {
        var store = await NewStoreAsync();
        var admin = await store.StartAsync("admin");
        var others = new[] { await store.StartAsync(User), await store.StartAsync("somebody else") };
        var epoch = await store.Store.GetEpochAsync(User);
        await store.Store.EndEverybodyAsync(Ended(EndReason.AllEnded), admin);

        Assert.True(await store.IsLiveAsync(admin));
        Assert.Equal((bool[])[true, false, false], await store.Store.AreLiveAsync([admin, .. others]));
        Assert.Equal(EndReason.AllEnded, (await store.Store.FindAsync(others[0], touch: true)).End!.Reason);

        var late = NewSession(User, SessionKey.Create(User));
        await store.Store.CreateAsync(late, Ticket, epoch, null);
        Assert.False(await store.IsLiveAsync(late.Reference));
        Assert.True(await store.IsLiveAsync(await store.StartAsync(User)));

        await store.Store.EndEverybodyAsync(Ended(EndReason.AllEnded), except: null);
        Assert.False(await store.IsLiveAsync(admin));
    }

    [Fact]
    public async Task A_session_that_ended_with_everybody_is_not_carried_over_by_the_next()
    {
        var store = await NewStoreAsync();
        var session = await store.StartAsync(User);
        await store.Store.EndEverybodyAsync(Ended(EndReason.AllEnded), except: null);
        await store.Store.EndEverybodyAsync(Ended(EndReason.AllEnded), except: session);
        Assert.False(await store.IsLiveAsync(session));
    }

    private protected async Task<StoreUnderTest> NewStoreAsync(Action<UserSessionOptions>? configure = null) =>
        new(await servers.GetAsync(kind), configure);
}

public sealed class SessionStoreOnRedisTests(SessionServers servers) : SessionStoreContract(servers, ServerKind.Redis);

public sealed class SessionStoreOnClusterTests(SessionServers servers)
    : SessionStoreContract(servers, ServerKind.Cluster);

public sealed class SessionStoreOnEmbeddedTests(SessionServers servers)
    : SessionStoreContract(servers, ServerKind.Embedded);
