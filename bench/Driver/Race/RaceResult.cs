using System.Text.Json;
using StackExchange.Redis;

namespace WebPortal.Bench.Driver.Race;

/// <summary>A finished race, as the portal stored it. Milliseconds from the press of Revoke.</summary>
internal sealed class RaceResult(JsonElement run, bool told, double load)
{
    public bool Told => told;

    /// <summary>The machine's load average when the race ended.</summary>
    public double Load => load;

    public double? Refused(string lane) => Of(lane, "RefusedAfter");

    /// <summary>From the token's own end to the refusal.</summary>
    public double? AfterTokenEnd(string lane) => Refused(lane) - Of(lane, "TokenEnd");

    public static async Task<RaceResult> ReadAsync(IDatabase redis, string id, bool told)
    {
        for (var attempt = 0; attempt < 2400; attempt++)
        {
            if ((string?)await redis.StringGetAsync("lab:race:" + id) is { } json)
            {
                var run = JsonDocument.Parse(json).RootElement;
                var state = run.GetProperty("State").GetInt32();
                if (state == 4)
                    throw new InvalidOperationException($"Race {id} failed: {run.GetProperty("Failure")}");
                if (state == 3)
                    return new RaceResult(run, told, await LoadAsync());
            }
            await Task.Delay(100);
        }
        throw new TimeoutException($"Race {id} did not end.");
    }

    private static async Task<double> LoadAsync() =>
        double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]);

    private double? Of(string lane, string name)
    {
        var found = run.GetProperty("Lanes").EnumerateArray().Single(l => l.GetProperty("Key").GetString() == lane);
        if (!found.GetProperty("SignedIn").GetBoolean())
            throw new InvalidOperationException($"Lane {lane} was not signed in: {found}");
        return found.TryGetProperty(name, out var value) ? value.GetDouble() : null;
    }
}
