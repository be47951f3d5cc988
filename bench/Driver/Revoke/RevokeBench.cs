using WebPortal.Bench.Driver.Requests;
using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Revoke;

/// <summary>Two instances, one Redis: revokes one session after another while it is in use on both, and while others make load.</summary>
internal static class RevokeBench
{
    public static async Task RunAsync(Arguments options)
    {
        var count = options.Number("count", 1000);
        using var redis = await RedisProcess.StartAsync();
        await Report.HeaderAsync(
            "bench/revoke.sh",
            $"Two instances, one Redis. {count} sessions are revoked on A, each while it asks A and B without pause (two connections each) and has "
                + "a stream open on B; 16 connections of other people make load on B meanwhile. All share two cores, so the times are upper bounds.",
            redis
        );
        using var a = (await PeerServer.StartAsync("portal", redis, "", 50))!;
        using var b = (await PeerServer.StartAsync("portal", redis, "", 50))!;
        await Wrk.RunAsync(a.Url + "/me", a.Headers, 4);
        await Wrk.RunAsync(b.Url + "/me", b.Headers, 4);
        using var client = new HttpClient(
            new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = 64,
            }
        );
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(b, stop.Token);
        var seen = new List<Revocation>();
        for (var n = 0; n < count; n++)
        {
            seen.Add(await Revocation.ObserveAsync(client, a.Url, b.Url, 1000 + n));
            if ((n + 1) % 100 == 0)
                Report.Say($"{n + 1} revoked");
        }
        await stop.CancelAsync();
        var others = await load;
        Print(seen, others);
    }

    private static async Task<long> LoadAsync(PeerServer b, CancellationToken stop)
    {
        var total = 0L;
        while (!stop.IsCancellationRequested)
        {
            var result = await Wrk.RunAsync(b.Url + "/me", b.Headers, 2, connections: 16);
            if (result.Refused > 0)
                throw new InvalidOperationException($"{result.Refused} requests of other people were refused");
            total += result.Requests;
        }
        return total;
    }

    private static void Print(List<Revocation> seen, long others)
    {
        Console.WriteLine(
            $"{seen.Count} revokes; {seen.Sum(r => r.LetInBefore):N0} requests of theirs were let in before, "
                + $"{seen.Sum(r => r.StartedAfter):N0} started after the revoke's response. "
                + $"**Let in of those: {seen.Sum(r => r.LetInAfter)}.** Other people's requests meanwhile: {others:N0}, none refused."
        );
        Console.WriteLine();
        Report.Table(
            ["from the call to …", "p50 ms", "p99 ms", "max ms"],
            [
                Row("the revoke's response", seen.Select(r => r.Response)),
                Row("the first refusal on the other instance", seen.Select(r => r.RefusalElsewhere)),
                Row("the open stream on the other instance says so", seen.Select(r => r.StreamTold)),
            ]
        );
    }

    private static string[] Row(string name, IEnumerable<double> values)
    {
        var all = values.ToArray();
        return [name, all.Percentile(50).Text("0.0"), all.Percentile(99).Text("0.0"), all.Max().Text("0.0")];
    }
}
