using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>A relying party's back door: keeps what was posted to it. It can be told to fail first.</summary>
public sealed class LogoutReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(string Type, string Body)> _received = Channel.CreateUnbounded<(string, string)>();
    private int _failures;

    private LogoutReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First() + "/logout";

    public int Attempts { get; private set; }

    public static async Task<LogoutReceiver> StartAsync(int failures = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var receiver = new LogoutReceiver(builder.Build()) { _failures = failures };
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async Task<(string Type, string Body)> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _received.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The logout token of one session: the shared receiver hears of other tests' sessions too.</summary>
    public async Task<JsonWebToken> TokenOfAsync(string sid)
    {
        while (true)
        {
            var (_, body) = await NextAsync();
            var token = new JsonWebToken(body.Split('=', 2)[1]);
            if (token.GetPayloadValue<string>("sid") == sid)
                return token;
            // Somebody else's: put it back for them.
            await _received.Writer.WriteAsync(("", body));
            await Task.Delay(20);
        }
    }

    public bool Empty => _received.Reader.Count == 0;

    private async Task TakeAsync(HttpContext context)
    {
        Attempts++;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (_failures-- > 0)
        {
            context.Response.StatusCode = 503;
            return;
        }
        await _received.Writer.WriteAsync((context.Request.ContentType ?? "", body));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
