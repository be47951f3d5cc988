using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Requests;

/// <summary>Server CPU and Redis commands per request, peer by peer in turn.</summary>
internal static class RequestsBench
{
    public static async Task RunAsync(Arguments options)
    {
        var rounds = options.Number("rounds", 7);
        var seconds = options.Number("seconds", 2);
        var only = options.Text("only")?.Split(',');
        var peers = Peer.All.Where((p, i) => i == 0 || only is null || only.Contains(p.Server)).ToArray();
        if (options.Text("before") is { } before)
            peers = [.. peers, new Peer("WebPortal's session folder, before", "portal@" + Path.GetFullPath(before))];

        using var redis = await RedisProcess.StartAsync();
        var scratch = Directory.CreateTempSubdirectory("bench-").FullName;
        await Report.HeaderAsync(
            "bench/requests.sh",
            $"Server pinned to one core, Redis and wrk (1 thread, 32 kept-alive connections, {PeerServer.Visitors} visitors in turn) to the "
                + $"other. {rounds} rounds of {seconds} s each, all peers in turn in each round; ratios are within a round.",
            redis
        );
        var servers = new Dictionary<string, PeerServer>(StringComparer.Ordinal);
        try
        {
            foreach (var name in peers.Select(p => p.Server).Distinct(StringComparer.Ordinal))
            {
                if (await PeerServer.StartAsync(name, redis, scratch) is { } server)
                    servers[name] = server;
            }
            peers = [.. peers.Where(p => servers.ContainsKey(p.Server))];
            var measured = await RoundsAsync(peers, servers, rounds, seconds);
            var commands = await CommandsAsync(peers, servers, redis);
            Print(peers, measured, commands);
        }
        finally
        {
            foreach (var server in servers.Values)
                server.Dispose();
            Directory.Delete(scratch, recursive: true);
        }
    }

    internal static async Task<Dictionary<Peer, List<double>>> RoundsAsync(
        Peer[] peers,
        Dictionary<string, PeerServer> servers,
        int rounds,
        int seconds
    )
    {
        // Until the hot code is compiled at its best, nothing counts.
        for (var warm = 0; warm < 3; warm++)
        {
            Report.Say($"warming up, {warm + 1} of 3");
            foreach (var peer in peers)
                await OnceAsync(peer, servers[peer.Server], 3);
        }
        var measured = peers.ToDictionary(p => p, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Report.Say($"round {round + 1} of {rounds}");
            foreach (var peer in peers)
                measured[peer].Add(await OnceAsync(peer, servers[peer.Server], seconds));
        }
        return measured;
    }

    private static async Task<double> OnceAsync(Peer peer, PeerServer server, double seconds)
    {
        var before = server.Process.CpuMicroseconds;
        var result = await Wrk.RunAsync(server.Url + peer.Path, peer.SignedIn ? server.Headers : [], seconds);
        var spent = server.Process.CpuMicroseconds - before;
        if (result.Refused > 0)
            throw new InvalidOperationException(
                $"{peer.Name}: {result.Refused} of {result.Requests} requests were refused"
            );
        return spent / result.Requests;
    }

    // A second after the load, so that nothing of it is counted; as many requests as this client makes, one after another.
    private static async Task<Dictionary<Peer, string>> CommandsAsync(
        Peer[] peers,
        Dictionary<string, PeerServer> servers,
        RedisProcess redis
    )
    {
        const int Requests = 1000;
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        await Task.Delay(1000);
        var texts = new Dictionary<Peer, string>();
        foreach (var peer in peers)
        {
            var server = servers[peer.Server];
            redis.ResetCounts();
            for (var i = 0; i < Requests; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, server.Url + peer.Path);
                var header = server.Headers[i % server.Headers.Length].Split(": ", 2);
                if (peer.SignedIn)
                    request.Headers.TryAddWithoutValidation(header[0], header[1]);
                using var response = await client.SendAsync(request);
            }
            texts[peer] = Describe(redis.Counts(), Requests);
        }
        return texts;
    }

    // Redis counts what a script calls as well; only the script itself crossed the network.
    private static string Describe(Dictionary<string, long> counts, int requests)
    {
        var perRequest = counts
            .Select(c => (Name: c.Key.ToUpperInvariant(), Calls: Math.Round((double)c.Value / requests, 1)))
            .Where(c => c.Calls > 0)
            .ToArray();
        if (perRequest.Length == 0)
            return "0";
        var scripts = perRequest.Where(c => c.Name is "EVAL" or "EVALSHA").ToArray();
        var sent = scripts.Length > 0 ? scripts : perRequest;
        var sentText = $"{sent.Sum(c => c.Calls):0.#}: {Names(sent)}";
        return scripts.Length == 0 ? sentText : $"{sentText} (inside: {Names(perRequest.Except(scripts))})";
    }

    // Less than every other request is something done now and then, as a touch.
    private static string Names(IEnumerable<(string Name, double Calls)> commands) =>
        string.Join(
            ", ",
            commands.Where(c => c.Calls >= 0.5).Select(c => c.Calls == 1 ? c.Name : $"{c.Calls:0.#} {c.Name}")
        );

    private static void Print(Peer[] peers, Dictionary<Peer, List<double>> measured, Dictionary<Peer, string> commands)
    {
        var recipe = measured[peers[0]];
        var rows = peers
            .OrderBy(p => measured[p].Median())
            .Select(p =>
            {
                var ratios = measured[p].Zip(recipe, (mine, its) => mine / its).ToArray();
                return (string[])
                    [
                        p.Name,
                        measured[p].Median().Text("0.0"),
                        measured[p].Range("0.0"),
                        ratios.Median().Text("0.00"),
                        ratios.Range("0.00"),
                        commands[p],
                    ];
            });
        Report.Table(["request", "CPU µs, median", "range", "of the usual recipe", "range", "Redis commands"], rows);
    }
}
