using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Shared;

namespace WebPortal.Features.Lab.Race;

/// <summary>Begins races on this instance, lets Revoke be pressed at any, and stops them with the server.</summary>
internal sealed class Races(
    IServiceProvider services,
    IEnumerable<ILane> lanes,
    RaceStore store,
    RaceAdmission admission,
    IConnectionMultiplexer redis,
    IOptions<LabOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime
) : IHostedService
{
    private const string IdLetters = "abcdefghjkmnpqrstuvwxyz23456789";
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <returns>The race, or why there is none.</returns>
    public async Task<(RaceRun? Run, string? Why)> BeginAsync(
        RaceAct act,
        LaneChoice choice,
        bool onlySignIn,
        IPAddress? visitor
    )
    {
        var run = New(act, choice);
        if (await admission.EnterAsync(run.Id, act, visitor) is { } why)
            return (null, why);
        await store.SaveAsync(run);
        var press = onlySignIn ? await ListenAsync(run.Id) : Task.CompletedTask;
        _running[run.Id] = RunAsync(run, press);
        return (run, null);
    }

    /// <summary>Whichever instance runs it hears it.</summary>
    public Task PressAsync(string id) => redis.GetSubscriber().PublishAsync(PressChannel(id), "revoke");

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_running.Values)
            .WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(RaceRun run, Task press)
    {
        await Task.Yield();
        try
        {
            await services.GetRequiredService<RaceRunner>().RunAsync(run, press, lifetime.ApplicationStopping);
        }
        finally
        {
            _running.TryRemove(run.Id, out _);
            await redis.GetSubscriber().UnsubscribeAsync(PressChannel(run.Id));
        }
    }

    private async Task<Task> ListenAsync(string id)
    {
        var pressed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await redis.GetSubscriber().SubscribeAsync(PressChannel(id), (_, _) => pressed.TrySetResult());
        return pressed.Task;
    }

    private RaceRun New(RaceAct act, LaneChoice choice) =>
        new()
        {
            Id = RandomNumberGenerator.GetString(IdLetters, 10),
            Act = act,
            Choice = choice,
            Started = time.GetUtcNow(),
            Length = options.Value.RunLength.TotalMilliseconds,
            Machine = $"{Environment.ProcessorCount} cores, .NET {Environment.Version.ToString(2)}, {Instances}",
            Commit = BuildInfo.Commit,
            Lanes = [.. lanes.Select(l => new LaneRun { Key = l.About.Key })],
        };

    private string Instances =>
        options.Value.Instances.Count > 1 ? $"{options.Value.Instances.Count} instances in turn" : "one instance";

    private static RedisChannel PressChannel(string id) => RedisChannel.Literal($"lab:race:{id}:press");
}
