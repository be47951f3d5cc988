using System.Collections.Concurrent;
using StackExchange.Redis;

namespace WebPortal.Features.Lab.Lanes.Pushed;

/// <summary>
/// What was revoked, in the memory of each instance, so that no request asks anybody. Pub/sub brings the news; Redis keeps it as long as a token
/// can live, so that an instance that starts, or was cut off, reads what it missed.
/// </summary>
internal sealed partial class PushedRevocations(
    IConnectionMultiplexer redis,
    TimeProvider time,
    ILogger<PushedRevocations> logger
) : IHostedService
{
    private const string Kept = "lab:pushed";
    private static readonly RedisChannel Channel = RedisChannel.Literal("lab:pushed");
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, long> _revoked = new(StringComparer.Ordinal);

    public bool IsRevoked(string jti, string subject) => _revoked.ContainsKey(jti) || _revoked.ContainsKey(subject);

    public async Task RevokeAsync(string jtiOrSubject)
    {
        var until = time.GetUtcNow().Add(Longest).ToUnixTimeSeconds();
        var db = redis.GetDatabase();
        var kept = db.SortedSetAddAsync(Kept, jtiOrSubject, until);
        var told = redis.GetSubscriber().PublishAsync(Channel, jtiOrSubject);
        var lives = db.KeyExpireAsync(Kept, Longest * 2);
        await Task.WhenAll(kept, told, lives);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored += OnRestored;
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Channel, (_, message) => Learn(message!));
            await CatchUpAsync();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.Behind(logger, e);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored -= OnRestored;
        return Task.CompletedTask;
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => _ = CatchUpQuietlyAsync();

    private async Task CatchUpQuietlyAsync()
    {
        try
        {
            await CatchUpAsync();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.Behind(logger, e);
        }
    }

    private async Task CatchUpAsync()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var db = redis.GetDatabase();
        await db.SortedSetRemoveRangeByScoreAsync(Kept, 0, now);
        foreach (var missed in await db.SortedSetRangeByScoreAsync(Kept, now))
            Learn(missed!);
    }

    private void Learn(string revoked)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        _revoked[revoked] = now + (long)Longest.TotalSeconds;
        foreach (var old in _revoked.Where(r => r.Value < now))
            _revoked.TryRemove(old);
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "Pushed revocations could not be read; what was missed comes with the reconnect."
        )]
        public static partial void Behind(ILogger logger, Exception exception);
    }
}
