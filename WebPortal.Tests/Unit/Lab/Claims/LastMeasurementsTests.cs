using Microsoft.Extensions.Logging.Abstractions;
using WebPortal.Features.Lab.Claims;

namespace WebPortal.Tests.Unit.Lab;

public sealed class LastMeasurementsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_newest_value_of_each_claim_wins_whichever_station_has_it()
    {
        var measured = await ReadAsync(
            new Fixed(new() { [8] = new("Refused after", "12 ms", Noon), [12] = new("Refused", "0 of 1,000", Noon) }),
            new Fixed(
                new()
                {
                    [8] = new("Refused after", "9 ms", Noon.AddHours(1)),
                    [12] = new("Refused", "1", Noon.AddDays(-1)),
                }
            )
        );
        Assert.Equal("9 ms", measured.Of(ClaimLedger.Find(8)!)!.Value);
        Assert.Equal("0 of 1,000", measured.Of(ClaimLedger.Find(12)!)!.Value);
        Assert.Null(measured.Of(ClaimLedger.Find(13)!));
        Assert.Equal("Not measured yet", measured.Absent);
    }

    [Fact]
    public async Task A_station_whose_store_is_down_is_not_taken_for_one_that_measured_nothing()
    {
        var measured = await ReadAsync(new Broken(), new Fixed(new() { [8] = new("Refused after", "12 ms", Noon) }));
        Assert.Equal("12 ms", measured.Of(ClaimLedger.Find(8)!)!.Value);
        Assert.Equal("Cannot be read just now", measured.Absent);
    }

    private static Task<Measurements> ReadAsync(params IMeasured[] stations) =>
        new LastMeasurements(stations, NullLogger<LastMeasurements>.Instance).ReadAsync(default);

    private sealed class Fixed(Dictionary<int, Measurement> values) : IMeasured
    {
        public ValueTask<IReadOnlyDictionary<int, Measurement>> LastAsync(CancellationToken ct) => new(values);
    }

    private sealed class Broken : IMeasured
    {
        public ValueTask<IReadOnlyDictionary<int, Measurement>> LastAsync(CancellationToken ct) =>
            throw new TimeoutException("The store is down.");
    }
}
