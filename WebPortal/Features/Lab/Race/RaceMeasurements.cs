using WebPortal.Features.Lab.Claims;
using WebPortal.Features.Lab.Lanes;

namespace WebPortal.Features.Lab.Race;

/// <summary>What the newest finished race says about the claims that it can judge: one lane's figure each.</summary>
internal sealed class RaceMeasurements(RaceStore store, IEnumerable<ILane> lanes) : IMeasured
{
    // Claim, and the lane that shows it.
    private static readonly (int Claim, string Lane)[] Shown =
    [
        (8, "S"),
        (41, "J"),
        (42, "J"),
        (94, "R"),
        (100, "J"),
        (101, "D"),
        (103, "J"),
        (104, "I"),
        (105, "J"),
        (106, "R"),
        (140, "D"),
        (144, "R"),
        (151, "D"),
    ];

    public async ValueTask<IReadOnlyDictionary<int, Measurement>> LastAsync(CancellationToken ct)
    {
        var measured = new Dictionary<int, Measurement>();
        var run = (await store.NewestAsync(20)).FirstOrDefault(r =>
            r is { State: RaceState.Finished, Act: RaceAct.Session or RaceAct.Person, Revoked: not null }
        );
        if (run is null)
            return measured;
        foreach (var (claim, key) in Shown)
        {
            if (
                lanes.FirstOrDefault(l => l.About.Key == key) is not { } lane
                || run.Lanes.FirstOrDefault(l => l.Key == key) is not { Failure: null } result
            )
                continue;
            var value = result.RefusedAfter is { } refused
                ? $"let in {RaceWords.Time(refused)} after Revoke"
                : $"still let in {RaceWords.Time(run.Length)} after Revoke";
            var wrong = (result.RefusedAfter is null) != (lane.Expect(run.Act, run.Choice) == LaneOutcome.StillIn);
            measured[claim] = new Measurement(
                $"Lane {key}, {lane.About.Name}",
                value,
                run.Revoked!.Value,
                "/lab/race/" + run.Id,
                wrong
            );
        }
        return measured;
    }
}
