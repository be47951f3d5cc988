using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Race;

/// <summary>What issue 4 asks of one lane, and whether a race keeps it.</summary>
/// <param name="Beside">By how much a race may differ from one that ran alone; null: its figure depends on chance (the age of a cached answer).</param>
internal sealed record Bound(
    string Lane,
    string Words,
    Func<RaceResult, double?> Figure,
    Func<double?, RaceResult, bool> Holds,
    double? Beside
)
{
    public const double Probe = 50;
    private const double Cache = 5000;

    public static IReadOnlyList<Bound> All { get; } =
    [
        AtOnce("S"),
        AtOnce("D"),
        AtOnce("P"),
        AtOnce("B"),
        // Each of the two instances has a cache of its own, and is asked by every second probe.
        new(
            "I",
            "≤ cache of 5 s + a probe of each instance",
            r => r.Refused("I"),
            (ms, _) => ms <= Cache + 2 * Probe,
            null
        ),
        AtTokenEnd("R"),
        AtTokenEnd("J"),
        new("C", "still in after 75 s", r => r.Refused("C"), (ms, _) => ms is null, null),
        new(
            "O",
            "still in after 75 s; ≤ 1 s when told",
            r => r.Refused("O"),
            (ms, r) => r.Told ? ms <= 1000 : ms is null,
            null
        ),
    ];

    public string Text(RaceResult race) => Text(Figure(race), race);

    public string Text(double? ms, RaceResult race) =>
        ms is null ? "still in"
        : Lane is "R" or "J" ? $"{(race.Refused(Lane)!.Value / 1000).Text("0.00")} s, end {ms.Value.Text("+0;-0")} ms"
        : ms < 1000 ? ms.Value.Text("0") + " ms"
        : (ms.Value / 1000).Text("0.00") + " s";

    private static Bound AtOnce(string lane) => new(lane, "≤ 50 ms", r => r.Refused(lane), (ms, _) => ms <= 50, Probe);

    private static Bound AtTokenEnd(string lane) =>
        new(lane, "its token’s end ± 0.3 s", r => r.AfterTokenEnd(lane), (ms, _) => ms is >= -300 and <= 300, Probe);
}
