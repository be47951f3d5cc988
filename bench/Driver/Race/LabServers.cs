using System.Net;
using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Race;

/// <summary>Redis, the issuer and two portals, as published, each a process of its own. In Development, since nobody here ends TLS.</summary>
internal sealed class LabServers : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-race-").FullName;
    private readonly List<IDisposable> _running = [];

    public RedisProcess Redis { get; private set; } = null!;

    public IReadOnlyList<string> Portals { get; } =
    [$"http://localhost:{Child.FreePort()}", $"http://localhost:{Child.FreePort()}"];

    public static async Task<LabServers> StartAsync()
    {
        var servers = new LabServers { Redis = await RedisProcess.StartAsync(core: null) };
        servers._running.Add(servers.Redis);
        var origin = $"http://issuer.localhost:{Child.FreePort()}";
        await servers.StartAsync("issuer/WebPortal.Issuer.dll", origin, servers.IssuerSettings(origin));
        foreach (var portal in servers.Portals)
            await servers.StartAsync("portal/WebPortal.dll", portal, servers.PortalSettings(origin));
        return servers;
    }

    public void Dispose()
    {
        foreach (var running in _running.AsEnumerable().Reverse())
            running.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private IEnumerable<string> IssuerSettings(string origin)
    {
        yield return $"--Issuer:Origin={origin}";
        yield return $"--Issuer:ListenOn=http://127.0.0.1:{new Uri(origin).Port}";
        yield return $"--Issuer:DataDirectory={IssuerData}";
        foreach (var (client, path) in new[] { ("lab-oidc", "o"), ("lab-oidc-told", "o-told"), ("lab-bff", "b") })
        foreach (var (portal, i) in Portals.Select((p, i) => (p, i)))
            yield return $"--Issuer:Clients:{client}:RedirectUris:{i}={portal}/lab/lanes/{path}/callback";
        yield return $"--Issuer:Clients:lab-oidc-told:BackChannelLogoutUri={Portals[0]}/lab/lanes/o/logout";
    }

    private IEnumerable<string> PortalSettings(string origin)
    {
        yield return $"--ConnectionStrings:Redis={Redis.Address}";
        yield return $"--ConnectionStrings:Portal=Data Source={_directory}/portal.db";
        yield return $"--Embedded:Directory={_directory}";
        yield return $"--Lab:Issuer:Origin={origin}";
        foreach (var secret in Directory.GetFiles(Path.Combine(IssuerData, "secrets")))
            yield return $"--Lab:Issuer:Secrets:{Path.GetFileName(secret)}={File.ReadAllText(secret).Trim()}";
        for (var i = 0; i < Portals.Count; i++)
            yield return $"--Lab:Instances:{i}={Portals[i]}";
        yield return "--Lab:RunsPerVisitor=1000";
        yield return "--Logging:LogLevel:Default=Warning";
    }

    private string IssuerData => Path.Combine(_directory, "issuer");

    private async Task StartAsync(string program, string address, IEnumerable<string> settings)
    {
        var artifacts = Path.Combine(Environment.GetEnvironmentVariable("BENCH_ROOT")!, "artifacts");
        var file = Path.Combine(artifacts, program);
        var port = new Uri(address).Port;
        var child = Child.Start(
            core: null,
            "dotnet",
            [file, "--environment=Development", $"--urls=http://127.0.0.1:{port}", .. settings],
            directory: Path.GetDirectoryName(file)
        );
        _running.Add(child);
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // Any answer will do: it listens.
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/"));
                if (answer.StatusCode < HttpStatusCode.InternalServerError)
                    return;
            }
            catch (HttpRequestException) when (attempt < 300 && !child.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }
}
