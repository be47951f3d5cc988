using System.Security.Cryptography;
using WebPortal.Bench.Driver.Running;
using WebPortal.Features.Sessions;

namespace WebPortal.Bench.Driver.Requests;

/// <summary>What a well-formed cookie that names no session costs: data protection would have refused it without asking Redis.</summary>
internal static class JunkBench
{
    public static async Task RunAsync(Arguments options)
    {
        var rounds = options.Number("rounds", 7);
        var seconds = options.Number("seconds", 2);
        using var redis = await RedisProcess.StartAsync();
        await Report.HeaderAsync(
            "bench/junk.sh",
            $"As bench/requests.sh, {rounds} rounds of {seconds} s; the page is a public one, so that junk and a session get the same answer. "
                + "10,000 different junk keys in turn.",
            redis
        );
        using var portal = (await PeerServer.StartAsync("portal", redis, Path.GetTempPath()))!;
        using var cookie = (await PeerServer.StartAsync("cookie", redis, Path.GetTempPath()))!;
        string[] junk =
        [
            .. Enumerable.Range(0, 10_000).Select(n => "Cookie: __Host-session=" + SessionKey.Create("j" + n).Reveal()),
        ];
        string[] shapeless = [.. junk.Select(c => c[..^1] + "!")];
        // What data protection refuses: a cookie of its own length and prefix, with a wrong signature.
        var real = cookie.Headers[0];
        string[] forged =
        [
            .. Enumerable
                .Range(0, 200)
                .Select(_ => real[..^60] + RandomNumberGenerator.GetString("abcdefghABCDEFGH0123456789", 60)),
        ];
        (string Name, PeerServer Server, string[] Headers)[] cases =
        [
            ("anonymous, no cookie", portal, []),
            ("cookie without the shape of a key", portal, shapeless),
            ("well-formed key that names no session", portal, junk),
            ("live session", portal, portal.Headers),
            ("stock cookie handler, forged cookie (data protection refuses)", cookie, forged),
        ];
        var measured = cases.ToDictionary(
            c => c.Name,
            _ => new List<(double Server, double Redis)>(),
            StringComparer.Ordinal
        );
        for (var round = -3; round < rounds; round++)
        {
            foreach (var (name, server, headers) in cases)
            {
                var (a, b) = (server.Process.CpuMicroseconds, redis.Process.CpuMicroseconds);
                var result = await Wrk.RunAsync(server.Url + "/anonymous", headers, seconds);
                if (round >= 0)
                    measured[name]
                        .Add(
                            (
                                (server.Process.CpuMicroseconds - a) / result.Requests,
                                (redis.Process.CpuMicroseconds - b) / result.Requests
                            )
                        );
            }
        }
        var anonymous = measured[cases[0].Name].Select(m => m.Server).Median();
        var signedIn = measured[cases[3].Name].Select(m => m.Server).Median();
        Report.Table(
            ["request", "server CPU µs, median", "range", "of anonymous", "of signed in", "Redis CPU µs"],
            measured.Select(m =>
            {
                var server = m.Value.Select(v => v.Server).ToArray();
                return (string[])
                    [
                        m.Key,
                        server.Median().Text("0.0"),
                        server.Range("0.0"),
                        (server.Median() / anonymous).Text("0.00"),
                        (server.Median() / signedIn).Text("0.00"),
                        m.Value.Select(v => v.Redis).Median().Text("0.0"),
                    ];
            })
        );
    }
}
