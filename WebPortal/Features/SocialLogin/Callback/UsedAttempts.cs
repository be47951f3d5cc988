using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>
/// An attempt comes back once. The correlation cookie says the same to an honest browser; this also holds against one who kept cookie and state,
/// on every instance, and lets a reload say so in words.
/// </summary>
internal sealed class UsedAttempts(IConnectionMultiplexer redis, IOptions<UserSessionOptions> options)
{
    // A state is believed for the attempt's lifetime; remember it a little longer.
    private static readonly TimeSpan Memory = RemoteDefaults.AttemptLifetime + TimeSpan.FromMinutes(5);

    /// <summary>True for the first caller.</summary>
    public Task<bool> TakeAsync(string id) =>
        redis.GetDatabase().StringSetAsync(KeyOf(id), "1", Memory, when: When.NotExists);

    public Task<bool> IsTakenAsync(string id) =>
        redis.GetDatabase().KeyExistsAsync(KeyOf(id), CommandFlags.DemandMaster);

    private RedisKey KeyOf(string id) => $"{options.Value.KeyPrefix}:attempt:{id}";
}
