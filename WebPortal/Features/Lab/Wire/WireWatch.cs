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

    public WireWatch(IConnectionMultiplexer redis) => _redis = redis;

    public WireRecording Begin(string id) => _recordings[id] = new WireRecording(id);

    public void End(WireRecording recording) => _recordings.TryRemove(recording.Id, out _);

    /// <summary>The commands that <paramref name="work"/> sends from here.</summary>
    public static async Task<List<WireCommand>> CommandsOfAsync(Func<Task> work)
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
        return Commands(session);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use((context, go) => WatchAsync(context, go));
            next(app);
        };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _redis.RegisterProfiler(() => Profile.Value);
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
        WireTape.Current.Value = (recording, "the portal’s server");
        var began = Stopwatch.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            recording.Served[n] = (Stopwatch.GetElapsedTime(began).TotalMicroseconds, Commands(session));
            return Task.CompletedTask;
        });
        await next(context);
    }

    private static List<WireCommand> Commands(ProfilingSession session) =>
        [
            .. session
                .FinishProfiling()
                .OrderBy(c => c.CommandCreated)
                .Select(c => new WireCommand(c.Command, c.ElapsedTime.TotalMicroseconds)),
        ];
}
