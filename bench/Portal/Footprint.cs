using System.Diagnostics;
using Microsoft.Extensions.Options;
using WebPortal.Bench.Driver.Running;
using WebPortal.Features.Sessions;

namespace WebPortal.Bench.Portal;

/// <param name="Requests">Before the memory is read.</param>
/// <param name="Sessions">Open ones.</param>
/// <param name="Streams">Open ones (server-sent events), of different sessions.</param>
/// <param name="Soak">How long mixed load goes on, with revokes.</param>
internal sealed record Load(int Requests, int Sessions, int Streams, TimeSpan Soak);

/// <summary>Time to be ready, memory after many requests, and whether it grows.</summary>
internal static class Footprint
{
    private const int Parallel = 16;
    private const double ReadySeconds = 3;
    private const double MostMegabytes = 250;

    // Of the second half of the soak over the first: what a garbage collector leaves lying differs by a few per cent.
    private const double MostGrowth = 1.05;

    private static readonly string[] Pages = ["/account", "/account/sessions", "/", "/account/sessions"];

    public static async Task<int> RunAsync(string dll, Load load)
    {
        var problems = new List<string>();
        await using var portal = await ReleasePortal.StartAsync(dll);
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors; SQLite file, Redis beside it.\n| what | figure |\n|---|--:|"
        );
        Row("ready after the start of the process", $"{portal.ReadyAfter.TotalSeconds.Text("0.00")} s");
        Check(portal.ReadyAfter.TotalSeconds < ReadySeconds, $"ready after more than {ReadySeconds} s");
        using var admin = await portal.AdministratorAsync();
        var people = await People.LikeAsync(portal, admin);
        var visits = (await people.SignInAsync(load.Sessions)).ToArray();
        Row("memory, idle", Megabytes(portal));

        using var crowd = new Crowd(portal.Url);
        await crowd.OpenStreamsAsync(visits.Take(load.Streams));
        Row($"memory, {load.Sessions:#,0} sessions, {load.Streams:#,0} open streams", Megabytes(portal));

        var clock = Stopwatch.StartNew();
        var left = load.Requests;
        await Task.WhenAll(
            Enumerable
                .Range(0, Parallel)
                .Select(async worker =>
                {
                    for (var i = worker; Interlocked.Decrement(ref left) >= 0; i += Parallel)
                        await crowd.AskAsync(visits[i % visits.Length], Pages[i % Pages.Length]);
                })
        );
        Row(
            $"{load.Requests:#,0} requests, {Parallel} at a time",
            $"{(load.Requests / clock.Elapsed.TotalSeconds).Text("#,0")}/s"
        );
        Row("memory after them", Megabytes(portal));

        await SoakAsync(portal, people, visits, crowd, load.Soak, Row, Check);
        Check(crowd.Failed == 0, $"{crowd.Failed} requests were not answered as they should");
        Check(crowd.OpenStreams >= load.Streams * 9 / 10, $"only {crowd.OpenStreams} streams are open");
        Row("streams still open", $"{crowd.OpenStreams:#,0}");
        var most = portal.Process.ResidentBytes / 1e6;
        Check(most < MostMegabytes, $"{most.Text("0")} MB, more than {MostMegabytes}");
        Console.WriteLine(
            problems.Count == 0 ? "Within its limits." : "Not within its limits: " + string.Join("; ", problems)
        );
        return problems.Count == 0 ? 0 : 1;

        void Row(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");
        void Check(bool holds, string otherwise)
        {
            if (!holds)
                problems.Add(otherwise);
        }
    }

    // Everybody asks, two sessions a second are revoked and two begin.
    private static async Task SoakAsync(
        ReleasePortal portal,
        People people,
        Visit[] visits,
        Crowd crowd,
        TimeSpan time,
        Action<string, string> row,
        Action<bool, string> check
    )
    {
        if (time == TimeSpan.Zero)
            return;
        using var stop = new CancellationTokenSource(time);
        var store = new RedisSessionStore(portal.Redis, Options.Create(new UserSessionOptions()));
        var (revoked, samples) = (0, new List<double>());
        var load = Enumerable
            .Range(0, Parallel / 2)
            .Select(async worker =>
            {
                for (var i = worker; !stop.IsCancellationRequested; i += Parallel / 2)
                    await crowd.AskAsync(visits[i % visits.Length], Pages[i % Pages.Length]);
            })
            .ToList();
        load.Add(
            Task.Run(async () =>
            {
                for (; !stop.IsCancellationRequested; revoked++)
                {
                    // From the end: the first have the streams.
                    var at = visits.Length - 1 - revoked % (visits.Length / 2);
                    var lost = visits[at];
                    visits[at] = await people.SignInOneAsync(lost.UserId);
                    await store.EndAsync(
                        SessionReference.Of(lost.UserId, lost.Id),
                        new SessionEnd(EndReason.Revoked, DateTimeOffset.UtcNow, "bench", "soak"),
                        known: true
                    );
                    check(!await crowd.IsLetInAsync(lost), "a revoked session was let in");
                    await Task.Delay(500, CancellationToken.None);
                }
            })
        );
        load.Add(
            Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    samples.Add(portal.Process.ResidentBytes / 1e6);
                    await Task.Delay(time / 40, CancellationToken.None);
                }
            })
        );
        await Task.WhenAll(load);
        // The first fifth is warming up.
        var warm = samples.Skip(samples.Count / 5).ToArray();
        var (first, second) = (warm[..(warm.Length / 2)].Median(), warm[(warm.Length / 2)..].Median());
        row(
            $"soak of {time.TotalSeconds.Text("#,0")} s, {revoked:#,0} sessions revoked meanwhile, memory: first half, second half",
            $"{first.Text("0")} MB, {second.Text("0")} MB"
        );
        check(second < first * MostGrowth, $"memory grew from {first.Text("0")} to {second.Text("0")} MB");
    }

    private static string Megabytes(ReleasePortal portal) => (portal.Process.ResidentBytes / 1e6).Text("0") + " MB";
}
