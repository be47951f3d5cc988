using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using static WebPortal.Tests.Integration.Sessions.StoreUnderTest;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>A new key takes the place of an old one, in one step, and never revives what was ended.</summary>
public abstract class SessionRotationContract(SessionServers servers, ServerKind kind)
{
    private static readonly string User = "user-" + Guid.NewGuid();

    [Fact]
    public async Task The_old_key_is_dead_at_once_and_says_what_took_its_place()
    {
        var store = await NewStoreAsync();
        var old = await store.StartAsync(User);
        var (creation, next) = await RotateAsync(store, old, mustBeLive: true);
        Assert.Null(creation.Refused);
        Assert.True(creation.Replaced);
        Assert.True(await store.IsLiveAsync(next));
        var found = await store.Store.FindAsync(old, touch: true);
        Assert.Null(found.Ticket);
        Assert.Equal((EndReason.Replaced, next.Id), (found.End!.Reason, found.End.Successor));
        Assert.Equal(next.Id, Assert.Single(await store.Store.ListAsync(User)).Id);
    }

    [Fact]
    public async Task A_revoke_that_came_first_wins_over_a_rotation()
    {
        var store = await NewStoreAsync();
        var old = await store.StartAsync(User);
        await store.Store.EndAsync(old, Ended(), known: true);
        var (creation, next) = await RotateAsync(store, old, mustBeLive: true);
        Assert.Equal(RefusalReason.Gone, creation.Refused);
        Assert.False(await store.IsLiveAsync(next));
        Assert.Equal(EndReason.Revoked, (await store.Store.FindAsync(old, touch: true)).End!.Reason);
    }

    [Fact]
    public async Task A_new_proof_of_identity_needs_no_live_predecessor()
    {
        var store = await NewStoreAsync();
        var old = await store.StartAsync(User);
        await store.Store.EndAsync(old, Ended(), known: true);
        var (creation, next) = await RotateAsync(store, old, mustBeLive: false);
        Assert.Null(creation.Refused);
        Assert.True(await store.IsLiveAsync(next));
        Assert.Equal(EndReason.Revoked, (await store.Store.FindAsync(old, touch: true)).End!.Reason);
    }

    [Fact]
    public async Task A_rotation_does_not_carry_a_session_over_an_end_of_everybody()
    {
        var store = await NewStoreAsync();
        var old = await store.StartAsync(User);
        await store.Store.EndEverybodyAsync(Ended(EndReason.AllEnded), except: null);
        var (_, next) = await RotateAsync(store, old, mustBeLive: true);
        Assert.False(await store.IsLiveAsync(next));
    }

    [Fact]
    public async Task A_rotation_does_not_move_the_absolute_end()
    {
        var store = await NewStoreAsync();
        var old = await store.StartAsync(User, absolute: TimeSpan.FromHours(2));
        var (creation, _) = await RotateAsync(store, old, mustBeLive: true);
        Assert.InRange(creation.Ends, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(2.1));
    }

    [Fact]
    public async Task Rotation_and_revoke_at_the_same_time_leave_nothing_alive_after_the_revoke_followed_the_successor()
    {
        var store = await NewStoreAsync();
        for (var round = 0; round < 50; round++)
        {
            var old = await store.StartAsync(User);
            var rotation = RotateAsync(store, old, mustBeLive: true);
            var revoke = EndFollowingAsync(store, old);
            await Task.WhenAll(rotation, revoke);
            var (_, next) = await rotation;
            Assert.False(await store.IsLiveAsync(old));
            Assert.False(await store.IsLiveAsync(next), $"round {round}");
        }
    }

    private static async Task EndFollowingAsync(StoreUnderTest store, SessionReference session)
    {
        var prior = await store.Store.EndAsync(session, Ended(), known: true);
        while (prior?.End?.Successor is { } successor)
            prior = await store.Store.EndAsync(session with { Id = successor }, Ended(), known: true);
    }

    private static async Task<(SessionCreation, SessionReference)> RotateAsync(
        StoreUnderTest store,
        SessionReference old,
        bool mustBeLive
    )
    {
        var session = NewSession(User, SessionKey.Create(User));
        var epoch = await store.Store.GetEpochAsync(User);
        return (
            await store.Store.CreateAsync(session, Ticket, epoch, new SessionReplacement(old.Id, mustBeLive)),
            session.Reference
        );
    }

    private async Task<StoreUnderTest> NewStoreAsync() => new(await servers.GetAsync(kind));
}

public sealed class SessionRotationOnRedisTests(SessionServers servers)
    : SessionRotationContract(servers, ServerKind.Redis);

public sealed class SessionRotationOnClusterTests(SessionServers servers)
    : SessionRotationContract(servers, ServerKind.Cluster);

public sealed class SessionRotationOnEmbeddedTests(SessionServers servers)
    : SessionRotationContract(servers, ServerKind.Embedded);
