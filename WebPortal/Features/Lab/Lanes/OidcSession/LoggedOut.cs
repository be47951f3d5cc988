using StackExchange.Redis;

namespace WebPortal.Features.Lab.Lanes.OidcSession;

/// <summary>Sessions of the issuer that it said have ended.</summary>
internal sealed class LoggedOut(IConnectionMultiplexer redis)
{
    // As long as the longest ticket that could name it.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    public Task AddAsync(string sid) => redis.GetDatabase().StringSetAsync(Key(sid), "1", Longest);

    public Task<bool> IsAsync(string sid) => redis.GetDatabase().KeyExistsAsync(Key(sid));

    private static string Key(string sid) => "lab:logged-out:" + sid;
}
