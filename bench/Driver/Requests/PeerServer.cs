using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Requests;

/// <summary>A running server of some peer, and visitors who are signed in to it.</summary>
internal sealed class PeerServer : IDisposable
{
    public const int Visitors = 200;

    // On one core the runtime waits ten times longer before it compiles hot code well, and idle threads spin, which counts how slow the
    // load generator's core is. Neither says anything about a request, so both are off, for all .NET peers alike.
    private static readonly Dictionary<string, string> DotNet = new(StringComparer.Ordinal)
    {
        ["DOTNET_TC_DelaySingleProcMultiplier"] = "1",
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };
    private static readonly string Root = Environment.GetEnvironmentVariable("BENCH_ROOT") ?? ".";
    private readonly List<Child> _processes = [];

    public string Url { get; private set; } = "";

    public string[] Headers { get; private set; } = [];

    public Child Process => _processes[^1];

    /// <summary>Null, with the reason said, when it cannot run on this machine.</summary>
    public static async Task<PeerServer?> StartAsync(
        string name,
        RedisProcess redis,
        string scratch,
        int visitors = Visitors
    )
    {
        var server = new PeerServer();
        try
        {
            server.Launch(name, redis, scratch);
            await server.SignInAsync(visitors);
            return server;
        }
        catch (Exception e)
            when (e is InvalidOperationException or HttpRequestException or System.ComponentModel.Win32Exception)
        {
            Report.Say($"{name}: not measured: {e.Message}");
            server.Dispose();
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
    }

    private void Launch(string name, RedisProcess redis, string scratch)
    {
        var port = Child.FreePort();
        Url = $"http://127.0.0.1:{port}";
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PORT"] = $"{port}",
            ["REDIS"] = redis.Address,
            ["SCRATCH"] = scratch,
            ["NODE_ENV"] = "production",
            ["GOMAXPROCS"] = "1",
        };
        switch (name.Split('-', 2))
        {
            case ["node", var which]:
                _processes.Add(Child.Start(0, "node", [which + ".js"], environment, Root + "/peers/node"));
                break;
            case ["go"]:
                _processes.Add(Child.Start(0, Root + "/artifacts/go-peer", [], environment));
                break;
            case ["django", var engine]:
                environment["ENGINE"] = engine;
                string[] arguments =
                [
                    "-k",
                    "gthread",
                    "--threads",
                    "4",
                    "--keep-alive",
                    "600",
                    "-b",
                    $"127.0.0.1:{port}",
                    "app",
                ];
                var gunicorn = (string[])["/usr/bin/gunicorn", .. arguments];
                _processes.Add(Child.Start(0, "/usr/bin/python3", gunicorn, environment, Root + "/peers/django"));
                break;
            default:
                LaunchApp(name, redis);
                break;
        }
    }

    // "portal@DIRECTORY" is the app as built there: for before and after.
    private void LaunchApp(string name, RedisProcess redis)
    {
        var (peer, directory) = name.Split('@') is [var n, var d] ? (n, d) : (name, Root + "/artifacts/app");
        string[] arguments = [directory + "/Bench.App.dll", peer, "--urls", Url, "--redis", redis.Address];
        if (name == "introspection")
        {
            var issuer = $"http://127.0.0.1:{Child.FreePort()}";
            _processes.Add(Child.Start(1, "dotnet", [arguments[0], "issuer", "--urls", issuer], DotNet));
            arguments = [.. arguments, "--issuer", issuer];
        }
        _processes.Add(Child.Start(0, "dotnet", arguments, DotNet));
    }

    private async Task SignInAsync(int visitors)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        client.BaseAddress = new Uri(Url);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await client.GetStringAsync("/anonymous");
                break;
            }
            catch (HttpRequestException) when (attempt < 300 && !Process.HasExited)
            {
                await Task.Delay(100);
            }
        }
        Headers = new string[visitors];
        for (var n = 0; n < visitors; n++)
            Headers[n] = await HeaderOfAsync(client, n);
        await CheckAsync(client);
    }

    private static async Task<string> HeaderOfAsync(HttpClient client, int n)
    {
        using var response = await client.PostAsync($"/sign-in/{n}", null);
        response.EnsureSuccessStatusCode();
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return "Authorization: Bearer " + await response.Content.ReadAsStringAsync();
        return "Cookie: " + string.Join("; ", cookies.Select(c => c.Split(';')[0]));
    }

    // A peer that lets everybody in, or nobody, would be fast.
    private async Task CheckAsync(HttpClient client)
    {
        foreach (var n in (int[])[0, Headers.Length - 1])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
            request.Headers.TryAddWithoutValidation(Headers[n].Split(": ")[0], Headers[n].Split(": ", 2)[1]);
            using var response = await client.SendAsync(request);
            if (await response.Content.ReadAsStringAsync() != $"person.number{n}@example.com")
                throw new InvalidOperationException($"visitor {n} was not recognised ({(int)response.StatusCode})");
        }
        using var stranger = await client.GetAsync("/me");
        if (stranger.IsSuccessStatusCode)
            throw new InvalidOperationException("a stranger was let in");
    }
}
