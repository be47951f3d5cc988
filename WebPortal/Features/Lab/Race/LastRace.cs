using WebPortal.Features.Lab.Lanes;

namespace WebPortal.Features.Lab.Race;

/// <summary>For the home page: the newest finished race of this server, its shortest and its longest lanes; or that there was none yet.</summary>
internal sealed record LastRace(RaceRun? Run, IReadOnlyList<(LaneRun Lane, LaneDescription About)> Rows)
{
    // In the order in which they let go, from at once to not at all.
    private static readonly string[] Shown = ["S", "D", "R", "J", "C"];

    public static async Task<object?> ReadAsync(IServiceProvider services)
    {
        var newest = await services.GetRequiredService<RaceStore>().NewestAsync(10);
        var lanes = services.GetServices<ILane>().ToDictionary(l => l.About.Key, StringComparer.Ordinal);
        var run = newest.FirstOrDefault(r =>
            r is { State: RaceState.Finished, Act: RaceAct.Session or RaceAct.Person, Revoked: not null }
        );
        return new LastRace(
            run,
            [
                .. Shown
                    .Select(key => run?.Lanes.FirstOrDefault(l => l.Key == key))
                    .OfType<LaneRun>()
                    .Where(l => l.Failure is null && lanes.ContainsKey(l.Key))
                    .Select(l => (l, lanes[l.Key].About)),
            ]
        );
    }
}
