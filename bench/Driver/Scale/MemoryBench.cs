using StackExchange.Redis;
using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Scale;

/// <summary>What a session weighs in Redis, index and all.</summary>
internal static class MemoryBench
{
    public static async Task RunAsync(Arguments options)
    {
        var most = options.Number("most", 1_000_000);
        using var redis = await RedisProcess.StartAsync(core: null);
        await Report.HeaderAsync(
            "bench/memory.sh",
            $"Growth of `used_memory` over an empty server, divided by the number of sessions: the session's hash with a ticket of "
                + $"{Loader.TicketBytes} bytes, its entry in the person's list, expiry tables and allocator included.",
            redis
        );
        var rows = new List<string[]>();
        foreach (var perUser in (int[])[1, 3])
        {
            redis.Empty();
            await Task.Delay(500);
            var loader = new Loader(redis.Admin);
            await loader.Store.GetEpochAsync("x");
            var before = redis.UsedMemory();
            var sofar = 0;
            for (var size = 1000; size <= most; size *= 10)
            {
                await loader.FillAsync(sofar, size, perUser);
                sofar = size;
                await Task.Delay(300);
                var bytes = redis.UsedMemory() - before;
                rows.Add([
                    $"{size:N0}",
                    $"{perUser}",
                    ((double)bytes / size).Text("0"),
                    (bytes / 1048576.0).Text("0.0"),
                ]);
                Report.Say(string.Join("  ", rows[^1]));
            }
        }
        Report.Table(["sessions", "per person", "bytes per session", "MiB in all"], rows, textColumns: 0);
    }
}
