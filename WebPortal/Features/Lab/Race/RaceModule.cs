using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using WebPortal.Features.Lab.Claims;
using WebPortal.Features.Shared;

namespace WebPortal.Features.Lab.Race;

internal static class RaceModule
{
    // Open pages of one instance: each holds a connection.
    private const int MostStreams = 200;
    private static int _streams;

    public static void AddRace(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RaceStore>().AddSingleton<RaceAdmission>().AddSingleton<Bystanders>();
        builder.Services.AddSingleton<IMeasured, RaceMeasurements>();
        builder.Services.AddSingleton<Rehearsal>().AddSingleton<RaceRunner>().AddSingleton<Races>();
        builder.Services.AddHostedService(p => p.GetRequiredService<Races>());
        builder.Services.AddSingleton(
            new HomePanel("/Features/Lab/Race/_HomePanel.cshtml", LastRace.ReadAsync, "Open the lab", "/lab")
        );
    }

    public static void MapRace(this WebApplication app)
    {
        app.MapGet("/live/lab/{run}", LiveAsync).AllowAnonymous();
        app.MapGet("/lab/race/{run}.csv", CsvAsync).AllowAnonymous();
    }

    private static async Task<IResult> CsvAsync(string run, RaceStore store) =>
        await store.FindAsync(run) is { IsOver: true } found && await store.FindCsvAsync(found.Id) is { } csv
            ? Results.Stream(csv, "text/csv; charset=utf-8", $"race-{found.Id}.csv")
            : Results.NotFound();

    private static async Task<IResult> LiveAsync(
        string run,
        RaceStore store,
        IConnectionMultiplexer redis,
        IHostApplicationLifetime lifetime,
        CancellationToken ct
    )
    {
        if (await store.FindAsync(run) is not { } found)
            return Results.NotFound();
        // 204 tells the browser not to come back.
        if (found.IsOver)
            return Results.NoContent();
        if (Volatile.Read(ref _streams) >= MostStreams)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        return TypedResults.ServerSentEvents(EventsAsync(found.Id, store, redis, lifetime.ApplicationStopping, ct));
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        string id,
        RaceStore store,
        IConnectionMultiplexer redis,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        end.CancelAfter(TimeSpan.FromMinutes(5));
        ChannelMessageQueue? messages = null;
        try
        {
            // Those who came at once all saw room.
            if (Interlocked.Increment(ref _streams) > MostStreams)
                yield break;
            messages = await redis.GetSubscriber().SubscribeAsync(RaceStore.Channel(id));
            yield return new SseItem<string>("", "ready");
            // Between the page and the subscription the race went on.
            yield return new SseItem<string>(id, "changed");
            while (await NextAsync(messages, end.Token) is { } word)
            {
                yield return new SseItem<string>(id, "changed");
                if (word == "over" || await store.FindAsync(id) is null or { IsOver: true })
                    yield break;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
            if (messages is not null)
                await messages.UnsubscribeAsync();
        }
    }

    private static async Task<string?> NextAsync(ChannelMessageQueue messages, CancellationToken ct)
    {
        try
        {
            return (await messages.ReadAsync(ct)).Message;
        }
        catch (Exception e) when (e is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            return null;
        }
    }
}
