using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

/// <summary>
/// Waits until enough replicas have what the primary has. Redis's WAIT holds up the connection that asks, so it has one of its own, where it holds up
/// nobody's request; a write of its own on it, later than what it is about, carries that along. Whoever asks while one is under way shares the next.
/// </summary>
internal sealed class ReplicaWait(IConnectionMultiplexer redis, RedisKey marker, int replicas)
{
    private const int LimitMs = 300;

    // Its first write takes no memory: a full Redis lets the rest pass (SessionScripts).
    private const string Mark = """
        redis.call('PEXPIRE', KEYS[1], 60000)
        redis.call('SET', KEYS[1], '1', 'PX', 60000)
        """;

    private readonly Lock _lock = new();
    private Task<int> _current = Task.FromResult(0);
    private Task<int>? _next;

    /// <summary>
    /// Throws when too few have it. The end holds then, but a failover could undo it: like every end that is not certain it is not reported as done, and
    /// pressing again is harmless.
    /// </summary>
    public async Task EnsureAsync()
    {
        Task<int> round;
        lock (_lock)
            round = _next ??= NextAsync(_current);
        var reached = await round;
        if (reached < replicas)
            throw new TimeoutException($"An end reached {reached} of {replicas} replicas (Sessions:WaitForReplicas).");
    }

    private async Task<int> NextAsync(Task<int> before)
    {
        await ((Task)before).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding
        );
        lock (_lock)
            (_current, _next) = (_next!, null);
        var db = redis.GetDatabase();
        var marked = db.ScriptEvaluateAsync(Mark, [marker], flags: CommandFlags.DemandMaster);
        var reached = db.ExecuteAsync("WAIT", [replicas, LimitMs], CommandFlags.DemandMaster);
        await marked;
        return (int)await reached;
    }
}
