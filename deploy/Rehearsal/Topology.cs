using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rehearsal;

// Long because: every process of the rehearsal and how it is started stand together.
/// <summary>Redis with the ACL file and AOF, two Release portals in Production, the issuer, and nginx with TLS and the committed configuration.</summary>
internal sealed class Topology : IDisposable
{
    private readonly string _root;
    private readonly string _work;
    private readonly string _database;
    private readonly int _redisPort = FreePort();
    private readonly int[] _ports = [FreePort(), FreePort()];
    private readonly int _issuerPort = FreePort();
    private readonly int _mailPort;
    private readonly Dictionary<string, Child> _running = [];

    public Topology(string root, string work, int mailPort)
    {
        (_root, _work, _mailPort) = (root, work, mailPort);
        Origin = new Uri($"https://portal.example:{FreePort()}");
        _database =
            Environment.GetEnvironmentVariable("WEBPORTAL_SQL") ?? $"Data Source={Path.Combine(work, "portal.db")}";
    }

    public Uri Origin { get; }

    public string IssuerHost => $"issuer.example:{Origin.Port}";

    public string DatabaseKind =>
        _database.StartsWith("Data Source=", StringComparison.Ordinal) ? "SQLite file" : "SQL Server (WEBPORTAL_SQL)";

    public async Task StartAsync()
    {
        await RunAsync(
            "bash",
            [Path.Combine(_root, "deploy/secrets.sh"), Secrets],
            new() { ["REDIS_HOST"] = $"127.0.0.1:{_redisPort}" }
        );
        File.Delete(Path.Combine(Secrets, "ConnectionStrings__Portal"));
        File.Delete(Path.Combine(Secrets, "ConnectionStrings__Portal.migrate"));
        await File.WriteAllTextAsync(Path.Combine(Secrets, "ConnectionStrings__Portal"), _database);
        StartRedis();
        await RunAsync(
            "dotnet",
            [Path.Combine(_work, "portal/WebPortal.dll"), "--migrate"],
            PortalSettings(0),
            Path.Combine(_work, "portal")
        );
        StartPortal(0);
        StartPortal(1);
        _running["issuer"] = Child.Start(
            Path.Combine(_work, "issuer.log"),
            "dotnet",
            [Path.Combine(_work, "issuer/WebPortal.Issuer.dll")],
            new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Issuer__Origin"] = $"https://{IssuerHost}",
                ["Issuer__ListenOn"] = $"http://127.0.0.1:{_issuerPort}",
                ["Issuer__DataDirectory"] = Path.Combine(_work, "issuer-data"),
                ["Issuer__Proxies__0"] = "127.0.0.1",
                ["Issuer__DemoPeople"] = "false",
            },
            Path.Combine(_work, "issuer")
        );
        StartProxy();
        await Task.WhenAll(ReadyAsync(0), ReadyAsync(1));
        await IssuerReadyAsync();
    }

    public string Secrets => Path.Combine(_work, "secrets");

    public void StartRedis() =>
        _running["redis"] = Child.Start(
            Path.Combine(_work, "redis.log"),
            "redis-server",
            [
                "--port",
                $"{_redisPort}",
                "--bind",
                "127.0.0.1",
                "--dir",
                _work,
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--maxmemory",
                "256mb",
                "--maxmemory-policy",
                "noeviction",
                "--aclfile",
                Path.Combine(Secrets, "redis-users.acl"),
            ]
        );

    public void StartPortal(int number) =>
        _running["portal" + number] = Child.Start(
            Path.Combine(_work, $"portal-{number}.log"),
            "dotnet",
            [Path.Combine(_work, "portal/WebPortal.dll")],
            PortalSettings(number),
            Path.Combine(_work, "portal")
        );

    /// <summary>By the built-in probe's own question, at the portal itself.</summary>
    public async Task<TimeSpan> ReadyAsync(int number)
    {
        var clock = Stopwatch.StartNew();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Get,
                    $"http://127.0.0.1:{_ports[number]}/health/ready"
                );
                request.Headers.Host = "portal.example";
                using var response = await http.SendAsync(request);
                if (response.IsSuccessStatusCode)
                    return clock.Elapsed;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(20);
        }
        throw new InvalidOperationException($"Portal {number} did not become ready: see portal-{number}.log.");
    }

    private async Task IssuerReadyAsync()
    {
        for (var i = 0; i < 20; i++)
        {
            using var probe = Child.Start(
                Path.Combine(_work, "probe.log"),
                "dotnet",
                [
                    Path.Combine(_work, "issuer/WebPortal.Issuer.dll"),
                    "--health",
                    $"http://127.0.0.1:{_issuerPort}",
                    IssuerHost,
                ]
            );
            if (await probe.EndAsync() == 0)
                return;
            await Task.Delay(500);
        }
        throw new InvalidOperationException("The issuer did not become ready: see issuer.log.");
    }

    /// <summary>Takes a portal out of the proxy, or puts it back, as docs/operations.md says: "down" behind its line, and a reload.</summary>
    public void Route(int number, bool up)
    {
        var file = Path.Combine(_work, "nginx.conf");
        var line = $"server 127.0.0.1:{_ports[number]} max_fails=0";
        var text = File.ReadAllText(file).Replace(line + " down;", line + ";", StringComparison.Ordinal);
        File.WriteAllText(file, up ? text : text.Replace(line + ";", line + " down;", StringComparison.Ordinal));
        _running["proxy"].Signal("HUP");
    }

    public async Task<int> ProbeAsync(int number)
    {
        using var probe = Child.Start(
            Path.Combine(_work, "probe.log"),
            "dotnet",
            [
                Path.Combine(_work, "portal/WebPortal.dll"),
                "--health",
                $"http://127.0.0.1:{_ports[number]}/health/ready",
            ],
            PortalSettings(number)
        );
        return await probe.EndAsync();
    }

    public Child this[string name] => _running[name];

    public void Dispose()
    {
        foreach (var child in _running.Values.Reverse())
            child.Dispose();
    }

    private Dictionary<string, string> PortalSettings(int number) =>
        new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_ports[number]}",
            ["AllowedHosts"] = "portal.example",
            ["Portal__PublicOrigin"] = Origin.GetLeftPart(UriPartial.Authority),
            ["Portal__Administrators__0"] = "admin@people.example",
            ["Proxies__0"] = "127.0.0.1",
            ["Secrets__Directory"] = Secrets,
            ["DataProtection__Certificate__Path"] = Path.Combine(Secrets, "data-protection.p12"),
            ["Mail__Smtp__Host"] = "127.0.0.1",
            ["Mail__Smtp__Port"] = $"{_mailPort}",
            ["Mail__Smtp__From"] = "portal@portal.example",
        };

    // The committed file; only addresses are put in place of the containers' names.
    private void StartProxy()
    {
        var text = File.ReadAllText(Path.Combine(_root, "deploy/nginx/nginx.conf"))
            .Replace("portal-a:8080", $"127.0.0.1:{_ports[0]}", StringComparison.Ordinal)
            .Replace("portal-b:8080", $"127.0.0.1:{_ports[1]}", StringComparison.Ordinal)
            .Replace("issuer:8081", $"127.0.0.1:{_issuerPort}", StringComparison.Ordinal)
            .Replace("/run/secrets/", Secrets + "/", StringComparison.Ordinal)
            .Replace("/tmp/nginx", _work + "/nginx", StringComparison.Ordinal)
            .Replace("listen 8443", $"listen 127.0.0.1:{Origin.Port}", StringComparison.Ordinal)
            .Replace("listen 8080", $"listen 127.0.0.1:{FreePort()}", StringComparison.Ordinal)
            .Replace("access_log /dev/stdout plain", $"access_log {_work}/access.log plain", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_work, "nginx.conf"), text);
        _running["proxy"] = Child.Start(
            Path.Combine(_work, "proxy.log"),
            "nginx",
            ["-c", Path.Combine(_work, "nginx.conf"), "-p", _work, "-g", "daemon off;"]
        );
    }

    private async Task RunAsync(
        string program,
        string[] arguments,
        Dictionary<string, string> environment,
        string? directory = null
    )
    {
        using var child = Child.Start(Path.Combine(_work, "setup.log"), program, arguments, environment, directory);
        if (await child.EndAsync(60) is not 0 and var code)
            throw new InvalidOperationException($"{program} {arguments[0]} ended with {code}: see setup.log.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
