using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebPortal.Issuer;

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>An issuer on a port of its own, with a data directory of its own. The entry assembly is the test's: it is always embedded here.</summary>
public sealed class IssuerUnderTest : IAsyncDisposable
{
    public const string RedirectUri = "http://localhost:5080/signin-oidc/issuer";

    private static volatile string? _keys;

    private readonly bool _ownsData;

    private IssuerUnderTest(WebApplication app, string data, bool ownsData, CapturedLog log)
    {
        App = app;
        Data = data;
        _ownsData = ownsData;
        Log = log;
        Running = new RunningIssuer(app);
    }

    public WebApplication App { get; }

    public RunningIssuer Running { get; }

    public string Data { get; }

    public CapturedLog Log { get; }

    public string Origin => Running.Origin;

    public string Issuer => Origin + "/";

    public string Secret(string client = "webportal") => Running.ClientSecret(client);

    public static async Task<IssuerUnderTest> StartAsync(
        Action<IssuerOptions>? configure = null,
        TimeProvider? clock = null,
        string? data = null,
        Action<IServiceCollection>? services = null
    )
    {
        var folder = data ?? NewData();
        var log = new CapturedLog();
        var app = IssuerHost.Build(
            [],
            new IssuerSettings
            {
                Environment = "Development",
                ListenOn = "http://127.0.0.1:0",
                Configure = o =>
                {
                    o.Origin = "http://issuer.localhost:0";
                    o.DataDirectory = folder;
                    configure?.Invoke(o);
                },
                Services = s =>
                {
                    s.AddLogging(l => l.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace));
                    // The cost of a real hash is not what is under test, and five are made at each start.
                    s.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
                    if (clock is not null)
                        s.AddSingleton(clock);
                    services?.Invoke(s);
                },
            }
        );
        await app.StartAsync();
        if (_keys is null)
            _keys = CopyOfKeys(folder, Directory.CreateTempSubdirectory("wp-keys-").FullName);
        return new IssuerUnderTest(app, folder, data is null, log);
    }

    /// <summary>Keys are made once a run and copied: an RSA key of 3072 bits takes seconds on a busy machine.</summary>
    private static string NewData()
    {
        var folder = Directory.CreateTempSubdirectory("wp-issuer-").FullName;
        if (_keys is { } keys)
            CopyOfKeys(keys, folder);
        return folder;
    }

    private static string CopyOfKeys(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "keys")))
            File.Copy(file, Path.Combine(to, "keys", Path.GetFileName(file)));
        return to;
    }

    /// <summary>A client without cookies and redirects, for everything that is not a browser.</summary>
    public HttpClient Http() => new(Handler()) { BaseAddress = new Uri(Origin) };

    public TestBrowser Browser() => new(this);

    /// <summary>Names under .localhost are this machine; HttpClient need not know.</summary>
    internal static SocketsHttpHandler Handler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        if (_ownsData)
            Directory.Delete(Data, recursive: true);
    }
}
