using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace WebPortal.Redis;

internal static class RedisModule
{
    // What the connection string says comes later and wins. A command that cannot be answered fails in well under a second,
    // and a hung primary is noticed in seconds instead of a minute.
    private const string Defaults =
        "abortConnect=false,connectTimeout=1000,asyncTimeout=500,syncTimeout=500,keepAlive=2,name=WebPortal";

    /// <summary>The one connection to Redis, from <c>ConnectionStrings:Redis</c>, and a cache on it for what may be stale or lost.</summary>
    public static void AddRedis(this WebApplicationBuilder builder)
    {
        var connection = builder.Configuration.GetConnectionString("Redis");
        if (string.IsNullOrWhiteSpace(connection))
            throw new StartException("ConnectionStrings:Redis is not set: it names the Redis that holds the sessions.");
        var options = ParseOptions(connection);
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(options));
        // One more, on which ends wait for replicas without holding up anybody's request.
        builder.Services.AddKeyedSingleton<IConnectionMultiplexer>(
            "waits",
            (services, _) =>
                builder.Configuration.GetValue<int>("Sessions:WaitForReplicas") > 0
                    ? ConnectionMultiplexer.Connect(options)
                    : services.GetRequiredService<IConnectionMultiplexer>()
        );
        builder.Services.AddStackExchangeRedisCache(cache => cache.InstanceName = "wp:cache:");
        builder
            .Services.AddOptions<RedisCacheOptions>()
            .Configure<IConnectionMultiplexer>(
                (cache, redis) => cache.ConnectionMultiplexerFactory = () => Task.FromResult(redis)
            );
    }

    internal static ConfigurationOptions ParseOptions(string connection)
    {
        var options = ConfigurationOptions.Parse($"{Defaults},{connection}");
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return options;
    }
}
