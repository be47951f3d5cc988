using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>A store with a key prefix of its own, and shorthand for what the tests do with it.</summary>
internal sealed class StoreUnderTest
{
    public static readonly byte[] Ticket = "ticket"u8.ToArray();

    public StoreUnderTest(IConnectionMultiplexer redis, Action<UserSessionOptions>? configure = null)
    {
        Options = new UserSessionOptions { KeyPrefix = "t" + Guid.NewGuid().ToString("N")[..8] };
        configure?.Invoke(Options);
        Redis = redis;
        Store = new RedisSessionStore(redis, Microsoft.Extensions.Options.Options.Create(Options));
        Keys = new RedisSessionKeys(Options.KeyPrefix);
    }

    public UserSessionOptions Options { get; }

    public IConnectionMultiplexer Redis { get; }

    public RedisSessionStore Store { get; }

    public RedisSessionKeys Keys { get; }

    public IDatabase Database => Redis.GetDatabase();

    public static SessionEnd Ended(EndReason reason = EndReason.Revoked) =>
        new(reason, DateTimeOffset.UtcNow, "admin", "because");

    public static UserSession NewSession(
        string user,
        SessionKey key,
        TimeSpan? idle = null,
        TimeSpan? absolute = null,
        DateTimeOffset? started = null
    )
    {
        var now = started ?? DateTimeOffset.UtcNow;
        return new UserSession(
            key.Reference.Id,
            user,
            "Password",
            "pwd",
            now,
            "Firefox on Linux",
            "Mozilla/5.0",
            "192.0.2.1",
            now,
            idle ?? TimeSpan.FromHours(1),
            now + (absolute ?? TimeSpan.FromHours(8)),
            false
        );
    }

    public async Task<SessionReference> StartAsync(
        string user,
        TimeSpan? idle = null,
        TimeSpan? absolute = null,
        DateTimeOffset? started = null
    )
    {
        var session = NewSession(user, SessionKey.Create(user), idle, absolute, started);
        var creation = await Store.CreateAsync(session, Ticket, await Store.GetEpochAsync(user), null);
        Assert.Null(creation.Refused);
        foreach (var id in creation.Overflow)
            await Store.EndAsync(SessionReference.Of(user, id), Ended(EndReason.CapReached), known: true);
        return session.Reference;
    }

    public async Task<bool> IsLiveAsync(SessionReference session) =>
        (await Store.FindAsync(session, touch: false)).Ticket is not null;

    /// <summary>All keys of this store, on whichever nodes.</summary>
    public async Task<List<string>> AllKeysAsync()
    {
        var keys = new List<string>();
        foreach (var server in Redis.GetServers())
        {
            await foreach (var key in server.KeysAsync(pattern: Options.KeyPrefix + ":*"))
                keys.Add(key!);
        }
        return keys;
    }

    /// <summary>Waits for a condition that Redis's clock brings about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            Assert.False(deadline.IsCancellationRequested, "Not within 10 s: " + what);
            await Task.Delay(10);
        }
    }
}
