using StackExchange.Redis;

namespace WebPortal.Features.Lab.Lanes.Denylist;

/// <summary>Tokens and people that are let in no more, in Redis, for as long as a token could live.</summary>
internal sealed class DenylistStore(IConnectionMultiplexer redis)
{
    // Longer than any token of the lab: an entry that went first would let its token in again.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public Task DenyAsync(string jti) => redis.GetDatabase().StringSetAsync(Token(jti), "1", Longest);

    public Task DenyAllAsync(string subject) => redis.GetDatabase().StringSetAsync(Person(subject), "1", Longest);

    /// <summary>One EXISTS for both: they share a slot of a cluster.</summary>
    public async Task<bool> IsDeniedAsync(string jti, string subject) =>
        await redis.GetDatabase().KeyExistsAsync([Token(jti), Person(subject)]) > 0;

    private static RedisKey Token(string jti) => "lab:{deny}:jti:" + jti;

    private static RedisKey Person(string subject) => "lab:{deny}:sub:" + subject;
}
