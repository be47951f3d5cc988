using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WebPortal.Tests.Hosting;

/// <summary>One portal process's worth, on a real socket of 127.0.0.1, reached as http://localhost.</summary>
public sealed class PortalInstance : WebApplicationFactory<Program>
{
    private readonly string _redis;
    private readonly string _directory;
    private readonly string _environment;
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly Action<IServiceCollection> _services;
    private readonly bool _fullPasswordRounds;

    /// <param name="name">Shown in failures.</param>
    /// <param name="redis">Connection string.</param>
    /// <param name="directory">Holds the SQLite file and the demo passwords; instances that share it share accounts.</param>
    /// <param name="environment">Development, unless the test is about another.</param>
    /// <param name="settings">Further configuration.</param>
    /// <param name="services">Replaces services, to watch, pause or break them.</param>
    /// <param name="fullPasswordRounds">Where hashing itself is the matter: hundreds of sign-ins are not, and two cores hash the whole run otherwise.</param>
    /// <param name="port">0: any. Whoever must register an exact address of this portal elsewhere chooses one.</param>
    public PortalInstance(
        string name,
        string redis,
        string directory,
        string environment = "Development",
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        int port = 0,
        bool fullPasswordRounds = false
    )
    {
        Name = name;
        (_redis, _directory, _environment) = (redis, directory, environment);
        _settings = settings ?? new Dictionary<string, string?>();
        _services = services ?? (_ => { });
        _fullPasswordRounds = fullPasswordRounds;
        // Not UseKestrel(0): it sets the port while the application is already starting, and fails now and then.
        UseKestrel(o => o.Listen(IPAddress.Loopback, port));
        StartServer();
    }

    public string Name { get; }

    /// <summary>What a team would set in front of customers, with the tests themselves as the proxy that ends TLS (see <see cref="HttpVisitor"/>).</summary>
    public static IReadOnlyDictionary<string, string?> ProductionSettings { get; } =
        new Dictionary<string, string?>
        {
            ["AllowedHosts"] = "localhost;portal.example",
            ["Portal:PublicOrigin"] = "https://portal.example",
            ["Proxies:0"] = "127.0.0.1",
            ["DataProtection:AllowUnprotected"] = "true",
        };

    /// <summary>What this instance logged, so that tests can look for what must not be there.</summary>
    public LogLines Lines { get; } = new();

    /// <summary>Outside Development https, which nobody ends: <see cref="HttpVisitor"/> and <see cref="RawHttp"/> play the proxy.</summary>
    public Uri Url
    {
        get
        {
            var address = Services
                .GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First();
            var scheme = _environment == "Development" ? "http" : "https";
            return new UriBuilder(address) { Scheme = scheme, Host = "localhost" }.Uri;
        }
    }

    /// <summary>Passwords of the demo accounts.</summary>
    public IReadOnlyDictionary<string, string> DemoPasswords =>
        File.ReadAllLines(Path.Combine(_directory, "demo-passwords"))
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        builder.UseStaticWebAssets();
        builder.UseSetting("ConnectionStrings:Redis", _redis);
        builder.UseSetting("ConnectionStrings:Portal", $"Data Source={Path.Combine(_directory, "portal.db")}");
        builder.UseSetting("Embedded:Directory", _directory);
        if (_environment != "Development")
        {
            foreach (var (key, value) in ProductionSettings)
                builder.UseSetting(key, value);
        }
        builder.UseSetting("Embedded:Issuer", "false"); // Its port is one, the tests are many.
        // All tests come from one address.
        builder.UseSetting("Throttle:TriesPerNetwork", "100000");
        builder.UseSetting("Throttle:MailsPerNetwork", "100000");
        builder.UseSetting("Lab:WorkPerVisitor", "100000");
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            if (!_fullPasswordRounds)
                services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
            _services(services);
        });
        builder.ConfigureLogging(logging =>
        {
            logging.ClearProviders();
            logging.AddProvider(Lines);
        });
    }
}
