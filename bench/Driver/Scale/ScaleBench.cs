using System.Diagnostics;
using StackExchange.Redis;
using WebPortal.Bench.App;
using WebPortal.Bench.Driver.Running;
using WebPortal.Features.Sessions;

namespace WebPortal.Bench.Driver.Scale;

/// <summary>The store's operations with 1,000 up to 1,000,000 sessions in Redis, one after another from one caller.</summary>
internal static class ScaleBench
{
    private const int Many = 20_000_000;
    private static readonly SessionEnd End = new(EndReason.Revoked, DateTimeOffset.UnixEpoch, "admin", "bench");

    public static async Task RunAsync(Arguments options)
    {
        var most = options.Number("most", 1_000_000);
        using var redis = await RedisProcess.StartAsync(core: null);
        await Report.HeaderAsync(
            "bench/scale.sh",
            "Sessions loaded by the store's own script, 3 a person; then each operation from one caller, one after another, over loopback. "
                + "Median in ms, p99 in brackets; \"everybody\" is the median of 20.",
            redis
        );
        var loader = new Loader(redis.Admin);
        var lines = new SortedDictionary<string, List<(int Size, double P50, double P99)>>(StringComparer.Ordinal);
        var sofar = 0;
        for (var size = 1000; size <= most; size *= 10)
        {
            var clock = Stopwatch.GetTimestamp();
            var sample = await loader.FillAsync(sofar, size, 3);
            Report.Say(
                $"{size:N0} sessions: {(size - sofar) / Stopwatch.GetElapsedTime(clock).TotalSeconds:N0} sign-ins a second"
            );
            sofar = size;
            // Once for nothing, so that the first size is not measured with code that was just compiled.
            if (lines.Count == 0)
            {
                await MeasureAsync(redis.Admin, loader, sample, 900, lines);
                lines.Clear();
            }
            await MeasureAsync(redis.Admin, loader, sample, size, lines);
        }
        Print(lines);
        await File.WriteAllTextAsync(options.Text("svg") ?? "artifacts/scale.svg", Chart.Draw(lines));
    }

    private static async Task MeasureAsync(
        ConnectionMultiplexer redis,
        Loader loader,
        List<SessionReference> sample,
        int size,
        SortedDictionary<string, List<(int Size, double P50, double P99)>> lines
    )
    {
        var store = loader.Store;
        void Note(string name, double[] ms)
        {
            if (!lines.TryGetValue(name, out var line))
                lines[name] = line = [];
            line.Add((size, ms.Percentile(50), ms.Percentile(99)));
        }

        Note("check a session", await TimeAsync(2000, i => CheckAsync(store, sample[i % sample.Count])));
        Note("sign in", await TimeAsync(500, i => loader.CreateAsync(Many + size + 100 + i)));
        Note("end one session", await EndOneAsync(loader));
        // The sample belongs to the last fill, whose people begin at the size before it.
        Note(
            "list one person's 3",
            await TimeAsync(500, i => store.ListAsync(Person.IdOf((size / 10 + i) % (size / 3))))
        );

        var thousands = Enumerable.Range(0, 15).Select(i => Many + size + 1 + i).ToArray();
        foreach (var person in thousands)
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => loader.CreateAsync(person)));
        Note("list one person's 1,000", await TimeAsync(15, i => store.ListAsync(Person.IdOf(thousands[i]))));
        Note(
            "end all of a person with 1,000",
            await TimeAsync(15, i => store.EndAllAsync(Person.IdOf(thousands[i]), End, null))
        );
        Note("end everybody", await TimeAsync(20, _ => store.EndEverybodyAsync(End, null)));
        // They are all ended now. Undone for the next size, which only a benchmark may.
        await redis.GetDatabase().KeyDeleteAsync(new RedisSessionKeys(Loader.Options.KeyPrefix).Everybody);
    }

    private static async Task CheckAsync(RedisSessionStore store, SessionReference session)
    {
        if ((await store.FindAsync(session, touch: true)).Ticket is null)
            throw new InvalidOperationException("a live session was not let in");
    }

    private static async Task<double[]> EndOneAsync(Loader loader)
    {
        var victims = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => loader.CreateAsync(Many * 2 + i)));
        return await TimeAsync(victims.Length, i => loader.Store.EndAsync(victims[i], End, known: true));
    }

    private static async Task<double[]> TimeAsync(int times, Func<int, Task> run)
    {
        var ms = new double[times];
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.GetTimestamp();
            await run(i);
            ms[i] = Figures.MillisecondsSince(clock);
        }
        return ms;
    }

    private static void Print(SortedDictionary<string, List<(int Size, double P50, double P99)>> lines)
    {
        var sizes = lines.First().Value.Select(p => p.Size).ToArray();
        Report.Table(
            ["operation", .. sizes.Select(s => $"at {s:N0}")],
            lines.Select(line =>
                (string[])[line.Key, .. line.Value.Select(p => $"{p.P50.Text("0.00")} ({p.P99.Text("0.0")})")]
            )
        );
    }
}
