using System.Globalization;
using WebPortal.Features.Lab.Lanes;

namespace WebPortal.Features.Lab.Race;

/// <summary>A race in words and figures.</summary>
internal static class RaceWords
{
    public static string Short(RaceAct act) =>
        act switch
        {
            RaceAct.Session => "this session",
            RaceAct.Person => "this person everywhere",
            RaceAct.Key => "the signing key",
            _ => "the administrator role",
        };

    public static string Value(RaceAct act) => act.ToString().ToLowerInvariant();

    public static string Time(double ms) =>
        ms < 1000
            ? string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{ms / 1000:0.0} s");

    /// <summary>The figure of the table, never an empty cell.</summary>
    public static string StillLetIn(this LaneRun lane, RaceRun run) =>
        lane.Failure is not null ? "not in the race"
        : run.Revoked is null ? (lane.SignedIn ? "signed in" : "not yet")
        : lane.RefusedAfter is { } refused ? Time(refused)
        : run.IsOver ? "> " + Time(run.Length).Replace(".0 s", " s", StringComparison.Ordinal)
        : $"{Time(run.Elapsed)}, counting";

    public static string Production(this LaneRun lane, RaceRun run, LaneDescription about) =>
        lane.Failure is not null ? "not measured"
        : about.Production is { } figure && (lane.RefusedAfter is null or > 1000) ? figure
        : lane.RefusedAfter is { } refused ? Time(refused)
        : run.IsOver ? "to its own end"
        : "not yet";

    /// <summary>One sentence for the status line.</summary>
    public static string Status(this RaceRun run)
    {
        var raced = run.Lanes.Where(l => l.Failure is null).ToList();
        var refused = raced.Count(l => l.Confirmed || l.RefusedAfter is not null);
        return run.State switch
        {
            RaceState.SigningIn => $"Signing in: {run.Lanes.Count(l => l.SignedIn)} of {run.Lanes.Count} lanes.",
            RaceState.SignedIn => $"Signed in on {raced.Count} of {run.Lanes.Count} lanes. Press {Verb(run)} now.",
            RaceState.Running =>
                $"Running. {Count(refused)} of {Count(raced.Count).ToLowerInvariant()} lanes {(refused == 1 ? "refuses" : "refuse")} after {run.Elapsed / 1000:0} s; the run ends at {run.Length / 1000:0} s.",
            RaceState.Failed => "Not finished. " + run.Failure,
            _ =>
                $"Finished. {Count(refused)} of {Count(raced.Count).ToLowerInvariant()} lanes {(refused == 1 ? "refuses" : "refuse")} now."
                    + Still([.. raced.Where(l => l.RefusedAfter is null).Select(l => l.Key)]),
        };
    }

    public static string Verb(RaceRun run) => run.IsDemotion ? "Demote" : "Revoke";

    private static string Still(List<string> keys) =>
        keys.Count switch
        {
            0 => "",
            1 => $" Lane {keys[0]} still lets this person in.",
            _ => $" Lanes {string.Join(", ", keys[..^1])} and {keys[^1]} still let this person in.",
        };

    private static string Count(int n) =>
        n is >= 0 and < 10
            ? new[] { "None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine" }[n]
            : n.ToString(CultureInfo.InvariantCulture);
}
