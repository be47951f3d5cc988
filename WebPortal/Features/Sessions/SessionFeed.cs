using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

internal enum ChangeKind
{
    Started,
    Ended,

    /// <summary>Every session but <see cref="SessionChange.Id"/> (empty: none excepted) has ended.</summary>
    EverybodyEnded,

    /// <summary>The store fell silent, or answers again. Never published: each instance notices by itself.</summary>
    Unsure,
}

/// <summary>A session started or ended somewhere.</summary>
internal sealed record SessionChange(
    [property: JsonPropertyName("k")] ChangeKind Kind,
    [property: JsonPropertyName("i")] string Id,
    [property: JsonPropertyName("u")] string UserId,
    [property: JsonPropertyName("e")] SessionEnd? End
)
{
    /// <summary>Whoever hears this is to say so: see <see cref="Acknowledgements"/>.</summary>
    [JsonPropertyName("q")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Question { get; init; }
}

/// <summary>
/// Carries changes to every instance by Redis pub/sub, so that open pages move at once. It loses messages in a reconnect:
/// whoever listens must re-check by itself, as <see cref="SessionStreams"/> does.
/// </summary>
internal sealed partial class SessionFeed(
    IConnectionMultiplexer redis,
    IOptions<UserSessionOptions> options,
    SessionMetrics metrics,
    TimeProvider time,
    ILogger<SessionFeed> logger
) : BackgroundService
{
    private readonly RedisChannel _channel = new RedisSessionKeys(options.Value.KeyPrefix).Changes;
    private readonly RedisChannel _heard = new RedisSessionKeys(options.Value.KeyPrefix).Heard;
    private readonly Acknowledgements _acknowledgements = new(
        new RedisSessionKeys(options.Value.KeyPrefix).Heard,
        metrics,
        time
    );
    private readonly ConcurrentDictionary<object, Action<SessionChange>> _listeners = new();

    /// <summary>Calls <paramref name="listener"/> for each change until disposed. The listener must not block.</summary>
    public IDisposable Listen(Action<SessionChange> listener)
    {
        var subscription = new Subscription(this);
        _listeners[subscription] = listener;
        return subscription;
    }

    /// <summary>Tells every instance, this one included. A lost message is logged: it costs open pages a second, and nobody their safety.</summary>
    public async Task PublishAsync(SessionChange change)
    {
        try
        {
            change = _acknowledgements.Ask(change);
            var receivers = await redis
                .GetSubscriber()
                .PublishAsync(_channel, JsonSerializer.SerializeToUtf8Bytes(change, SessionJson.Default.SessionChange));
            _acknowledgements.Sent(change, receivers);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.NotPublished(logger, e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; !stoppingToken.IsCancellationRequested; )
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(_heard, (_, question) => _acknowledgements.Heard(question));
                await redis.GetSubscriber().SubscribeAsync(_channel, (_, message) => Dispatch(message));
                return; // The multiplexer subscribes again after each reconnect.
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // At a healthy start the connection for subscriptions is up a moment after the other.
                if (failures++ > 0)
                    Log.NotSubscribed(logger, e);
                await Task.Delay(TimeSpan.FromSeconds(failures > 1 ? 1 : 0.2), stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Dispatch(RedisValue message)
    {
        SessionChange? change;
        try
        {
            change = JsonSerializer.Deserialize((byte[])message!, SessionJson.Default.SessionChange);
        }
        catch (JsonException e)
        {
            Log.Unreadable(logger, e);
            return;
        }
        if (change is null)
            return;
        foreach (var listener in _listeners.Values)
            listener(change);
        if (change.End is { } end)
        {
            metrics.EndSeen(end.At, time.GetUtcNow());
            _acknowledgements.Answer(redis.GetSubscriber(), change);
        }
    }

    private sealed class Subscription(SessionFeed feed) : IDisposable
    {
        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A change of a session could not be published.")]
        public static partial void NotPublished(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Cannot subscribe to changes of sessions; trying again.")]
        public static partial void NotSubscribed(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "A message on the sessions channel cannot be read.")]
        public static partial void Unreadable(ILogger logger, Exception exception);
    }
}
