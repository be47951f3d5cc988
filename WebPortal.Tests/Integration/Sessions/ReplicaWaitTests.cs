using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using static WebPortal.Tests.Integration.Sessions.StoreUnderTest;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>An end is waited for on a replica, and there is none. With real replicas: ReplicaDrills.</summary>
public sealed class ReplicaWaitTests
{
    [Fact]
    public async Task A_session_that_goes_on_under_another_key_is_followed_and_ended_all_the_same()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await server.ConnectAsync();
        var store = new StoreUnderTest(redis, o => o.WaitForReplicas = 1);
        var user = "user-" + Guid.NewGuid();
        var old = await store.StartAsync(user);
        var key = SessionKey.Create(user);
        var creation = await store.Store.CreateAsync(
            NewSession(user, key),
            Ticket,
            await store.Store.GetEpochAsync(user),
            new SessionReplacement(old.Id, MustBeLive: true)
        );
        Assert.True(creation.Replaced);

        var prior = await store.Store.EndAsync(old, Ended(), known: true);
        Assert.Equal(key.Reference.Id, prior!.End!.Successor);
        // It holds, and is not reported as done.
        await Assert.ThrowsAsync<TimeoutException>(() => store.Store.EndAsync(key.Reference, Ended(), known: true));
        Assert.False(await store.IsLiveAsync(key.Reference));
        await Assert.ThrowsAsync<TimeoutException>(() => store.Store.EndAsync(key.Reference, Ended(), known: true));
    }
}
