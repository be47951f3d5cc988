using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

/// <summary>
/// Scripts asked by requests that are under way in the same moment leave in one write to the socket, and their answers come in one read. Two
/// thirds of what a question to Redis costs is the system call (docs/performance.md). Nothing waits for company: what is asked leaves with the
/// thread pool's next work item.
/// </summary>
internal sealed class AutoPipeline(IConnectionMultiplexer redis) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private IBatch? _next;

    public Task<RedisResult> EvaluateAsync(byte[] scriptHash, RedisKey[] keys, RedisValue[] values, CommandFlags flags)
    {
        lock (_gate)
        {
            if (_next is null)
            {
                _next = redis.GetDatabase().CreateBatch();
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            return _next.ScriptEvaluateAsync(scriptHash, keys, values, flags);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        IBatch batch;
        lock (_gate)
        {
            batch = _next!;
            _next = null;
        }
        try
        {
            batch.Execute();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Each of the batch's tasks has failed with it, or the host is stopping. An exception of a work item would end the process.
        }
    }
}
