using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Race;

/// <summary>The bounds of issue 4: a process's first race, one race alone, and ten that ten people start in the same moment.</summary>
internal static class RaceBench
{
    public static async Task<bool> RunAsync(Arguments options)
    {
        var atOnce = options.Number("at-once", 10);
        using var servers = await LabServers.StartAsync();
        await Report.HeaderAsync(
            "bench/race.sh",
            "Two portals, the issuer and Redis, each a process of its own (Release, environment Development: nobody here ends TLS). Probes go to the "
                + "two portals in turn, without affinity, as behind round robin; access tokens of 60 s (J) and 15 s (R), lane I caches for 5 s.",
            servers.Redis
        );
        Report.Say("the first race of young processes, lane O told");
        var first = await RaceAsync(servers, 0, told: true);
        Report.Say("one race alone, lane O not told");
        var alone = await RaceAsync(servers, 0, told: false);
        Report.Say($"{atOnce} races at once");
        // Half of the people come to each instance, and half of the races tell lane O.
        var many = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(i => RaceAsync(servers, i % 2, i % 4 < 2)));
        return Print(first, alone, many);
    }

    private static async Task<RaceResult> RaceAsync(LabServers servers, int portal, bool told)
    {
        var id = await RaceVisitor.RunAsync(servers.Portals[portal], told);
        return await RaceResult.ReadAsync(servers.Redis.Admin.GetDatabase(), id, told);
    }

    private static bool Print(RaceResult first, RaceResult alone, RaceResult[] many)
    {
        var held = true;
        var rows = new List<string[]>();
        foreach (var bound in Bound.All)
        {
            var ok =
                bound.Holds(bound.Figure(first), first)
                && bound.Holds(bound.Figure(alone), alone)
                && many.All(r => bound.Holds(bound.Figure(r), r) && IsUndisturbed(bound, alone, r));
            held &= ok;
            rows.Add([bound.Lane, bound.Words, bound.Text(first), bound.Text(alone), Span(bound, many), Verdict(ok)]);
        }
        Report.Table(
            ["lane", "bound", "first race, O told", "alone", $"{many.Length} at once: least, median, most", "holds"],
            rows,
            textColumns: 2
        );
        Console.WriteLine(
            $"Load average when the races ended: {first.Load.Text("0.0")}, {alone.Load.Text("0.0")}, {many.Max(r => r.Load).Text("0.0")}. "
                + $"S, D, P, B, R and J of the {many.Length} are within one probe interval ({Bound.Probe} ms) of the race alone: "
                + $"{Verdict(many.All(r => Bound.All.All(b => IsUndisturbed(b, alone, r))))}."
        );
        return held;
    }

    private static bool IsUndisturbed(Bound bound, RaceResult alone, RaceResult race) =>
        bound.Beside is not { } most || Math.Abs(bound.Figure(race)!.Value - bound.Figure(alone)!.Value) <= most;

    private static string Span(Bound bound, RaceResult[] many)
    {
        var refused = many.Where(r => bound.Figure(r) is not null).OrderBy(r => bound.Figure(r)).ToList();
        var still = many.Length - refused.Count;
        var words =
            still == 0 ? ""
            : still == many.Length ? "all still in"
            : $"; {still} untold still in";
        return refused.Count == 0
            ? words
            : $"{Short(refused[0])}, {Short(refused[refused.Count / 2])}, {Short(refused[^1])}{words}";

        string Short(RaceResult race) =>
            bound.Lane is "R" or "J" ? $"end {bound.Figure(race)!.Value.Text("+0;-0")} ms" : bound.Text(race);
    }

    private static string Verdict(bool ok) => ok ? "yes" : "**no**";
}
