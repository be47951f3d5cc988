using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace WebPortal.Features.Lab.Wire;

/// <summary>
/// The server's side of a recording: how long a request took here and which commands went to Redis. A request is watched only when it names a
/// recording that this process makes; for all others it costs a look at one header of the lab's addresses.
/// </summary>
internal sealed class WireWatch : IStartupFilter, IHostedService
{
    private static readonly AsyncLocal<ProfilingSession?> Profile = new();
    private readonly ConcurrentDictionary<string, WireRecording> _recordings = new(StringComparer.Ordinal);
    private readonly IConnectionMultiplexer _redis;
    private readonly PipelinedCommands _pipelined = new();

    public WireWatch(IConnectionMultiplexer redis) => _redis = redis;

    public WireRecording Begin(string id)
    {
        _pipelined.Keep();
        return _recordings[id] = new WireRecording(id) { Meters = WireSteps.Listen() };
    }

    public void End(WireRecording recording)
    {
        _recordings.TryRemove(recording.Id, out _);
        recording.Meters.Dispose();
        if (_recordings.IsEmpty)
            _pipelined.Forget();
    }

    /// <summary>The commands that <paramref name="work"/> sends from here.</summary>
    /// <param name="cookie">Of the session that it is about, if any.</param>
    public async Task<List<WireCommand>> CommandsOfAsync(string cookie, Func<Task> work)
    {
        var session = new ProfilingSession();
        Profile.Value = session;
        try
        {
            await work();
        }
        finally
        {
            Profile.Value = null;
        }
        return Commands(session, cookie);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use((context, go) => WatchAsync(context, go));
            next(app);
        };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _redis.RegisterProfiler(() => Profile.Value ?? _pipelined.Session);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (
            !context.Request.Path.StartsWithSegments("/lab", StringComparison.Ordinal)
            || context.Request.Headers[WireTape.Header] is not [{ Length: < 64 } header]
            || header.Split('-') is not [var id, var number]
            || !int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var n)
            || !_recordings.TryGetValue(id, out var recording)
        )
        {
            await next(context);
            return;
        }
        var session = new ProfilingSession();
        Profile.Value = session;
        var steps = WireSteps.Begin();
        WireTape.Current.Value = (recording, "the portal’s server");
        var began = Stopwatch.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            recording.Served[n] = new WireServed(
                Stopwatch.GetElapsedTime(began).TotalMicroseconds,
                Commands(session, context.Request.Headers.Cookie.ToString()),
                [.. steps]
            );
            return Task.CompletedTask;
        });
        await next(context);
    }

    private List<WireCommand> Commands(ProfilingSession session, string cookie) =>
        [
            .. session
                .FinishProfiling()
                .Select(c => (At: c.CommandCreated, Command: RedisMessage.Read(c)))
                .Concat(_pipelined.Take(cookie))
                .OrderBy(c => c.At)
                .Select(c => c.Command),
        ];
}
