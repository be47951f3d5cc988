using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebPortal.Features.Lab.Race;

/// <summary>Races in Redis, a month long; every instance shows every race. Nothing here is needed by the portal.</summary>
internal sealed class RaceStore(IConnectionMultiplexer redis, IOptions<LabOptions> options)
{
    private const int Most = 500;
    private const string All = "lab:races";

    private IDatabase Database => redis.GetDatabase();

    private TimeSpan Keep => options.Value.KeepRuns;

    public static RedisChannel Channel(string id) => RedisChannel.Literal("lab:race:" + id);

    public async Task SaveAsync(RaceRun run)
    {
        await Database.StringSetAsync(
            Key(run.Id),
            JsonSerializer.SerializeToUtf8Bytes(run, RaceJson.Default.RaceRun),
            Keep
        );
        await redis.GetSubscriber().PublishAsync(Channel(run.Id), run.IsOver ? "over" : "changed");
    }

    public async Task<RaceRun?> FindAsync(string id) =>
        id.Length == 10
        && id.All(char.IsAsciiLetterOrDigit)
        && (byte[]?)await Database.StringGetAsync(Key(id)) is { } json
            ? JsonSerializer.Deserialize(json, RaceJson.Default.RaceRun)
            : null;

    /// <summary>The newest finished races. The oldest beyond 500 are forgotten: nobody may fill the memory by racing.</summary>
    public async Task FinishAsync(RaceRun run, string csv)
    {
        await Database.StringSetAsync(Csv(run.Id), Zip(csv), Keep);
        await Database.SortedSetAddAsync(All, run.Id, run.Started.ToUnixTimeMilliseconds());
        await Database.KeyExpireAsync(All, Keep);
        await SaveAsync(run);
        foreach (var old in await Database.SortedSetRangeByRankAsync(All, 0, -Most - 1))
        {
            await Database.KeyDeleteAsync(Key(old!));
            await Database.KeyDeleteAsync(Csv(old!));
            await Database.SortedSetRemoveAsync(All, old);
        }
    }

    public async Task<IReadOnlyList<RaceRun>> NewestAsync(int count)
    {
        var ids = await Database.SortedSetRangeByRankAsync(All, 0, count - 1, Order.Descending);
        var runs = await Task.WhenAll(ids.Select(id => FindAsync(id!)));
        return [.. runs.OfType<RaceRun>()];
    }

    public async Task<Stream?> FindCsvAsync(string id) =>
        (byte[]?)await Database.StringGetAsync(Csv(id)) is { } zipped
            ? new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress)
            : null;

    private static byte[] Zip(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new StreamWriter(new GZipStream(bytes, CompressionLevel.Fastest)))
            zip.Write(text);
        return bytes.ToArray();
    }

    private static string Key(string id) => $"lab:race:{id}";

    private static string Csv(string id) => $"lab:race:{id}:csv";
}
