using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;

namespace WebPortal.Features.Lab.Race;

/// <summary>
/// Before the first race of a process: somebody else signs in, is revoked and refused, on every lane that refuses at once and at every instance.
/// Otherwise the first visitor's figures would be those of a compiler and of connections being made.
/// </summary>
internal sealed partial class Rehearsal(
    IEnumerable<ILane> lanes,
    LabVisits visits,
    LabHttp http,
    LabInstances instances,
    ILogger<Rehearsal> logger
)
{
    private bool _done;

    public async Task OnceAsync(CancellationToken ct)
    {
        if (_done)
            return;
        _done = true;
        try
        {
            var choice = new LaneChoice(CacheSeconds: 0, BackChannel: true);
            var visit = await visits.BeginAsync(administrator: false, choice, ct);
            // S comes first: where there is no issuer, it is the one that can.
            foreach (var lane in lanes.Where(l => l.Expect(RaceAct.Session, choice) == LaneOutcome.AtOnce))
                await GoThroughAsync(lane, visit, ct);
            await visits.EndAsync(visit, ct);
        }
        catch (Exception e) when (e is LabFailure or HttpRequestException)
        {
            // The race itself meets the same and says it on its page.
            Log.NotDone(logger, e);
        }
    }

    private async Task GoThroughAsync(ILane lane, LabVisit visit, CancellationToken ct)
    {
        var access = await lane.SignInAsync(visit, ct);
        await AskEverywhereAsync(access, ct);
        await lane.RevokeAsync(access, RaceAct.Session, ct);
        await AskEverywhereAsync(access, ct);
    }

    private async Task AskEverywhereAsync(LaneAccess access, CancellationToken ct)
    {
        foreach (var instance in instances.All)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(instance, access.Api));
            request.Headers.TryAddWithoutValidation(access.Header, access.Value);
            using var answer = await http.Client.SendAsync(request, ct);
            await answer.Content.ReadAsByteArrayAsync(ct);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The rehearsal before the first race did not come to its end.")]
        public static partial void NotDone(ILogger logger, Exception exception);
    }
}
