using StackExchange.Redis;

namespace WebPortal.Features.Lab.Claims;

/// <summary>The newest value of each claim over all stations. A station that cannot be read is named, not passed over in silence.</summary>
internal sealed partial class LastMeasurements(IEnumerable<IMeasured> stations, ILogger<LastMeasurements> logger)
{
    public async Task<Measurements> ReadAsync(CancellationToken ct)
    {
        var newest = new Dictionary<int, Measurement>();
        var complete = true;
        foreach (var station in stations)
        {
            try
            {
                foreach (var (claim, measured) in await station.LastAsync(ct))
                {
                    if (!newest.TryGetValue(claim, out var known) || known.At < measured.At)
                        newest[claim] = measured;
                }
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // The ledger is text first: without the store it still reads.
                complete = false;
                Log.Unread(logger, station.GetType().Name, e);
            }
        }
        return new Measurements(newest, complete);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The measurements of {Station} cannot be read")]
        public static partial void Unread(ILogger logger, string station, Exception exception);
    }
}

/// <param name="Complete">False when a station could not be read: what is absent may have been measured all the same.</param>
internal sealed record Measurements(IReadOnlyDictionary<int, Measurement> ByClaim, bool Complete)
{
    public Measurement? Of(ClaimEntry claim) => ByClaim.GetValueOrDefault(claim.Number);

    public string Absent => Complete ? "Not measured yet" : "Cannot be read just now";
}
