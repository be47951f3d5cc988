using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using StackExchange.Redis;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Lanes.Issuer;
using WebPortal.Features.Lab.Lanes.ShortJwt;

namespace WebPortal.Features.Lab.Wire;

/// <summary>Goes through one lane, step by step, and keeps what was exchanged.</summary>
internal sealed class WireRecorder(
    LabVisits visits,
    LabHttp http,
    LabInstances instances,
    WireWatch watch,
    LabIssuer issuer,
    IConnectionMultiplexer redis,
    TimeProvider time
)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    public async Task<WireRecord?> LastAsync(string key) =>
        (byte[]?)await redis.GetDatabase().StringGetAsync(Key(key)) is { } json
            ? JsonSerializer.Deserialize(json, WireJson.Default.WireRecord)
            : null;

    /// <param name="replay">Lane R: the used refresh token comes a second time, in place of Revoke.</param>
    public async Task RecordAsync(ILane lane, bool replay, CancellationToken ct)
    {
        await WarmUpAsync(lane, ct);
        var visit = await BeginHereAsync(ct);
        var recording = watch.Begin(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            var record = await GoAsync(lane, visit, recording, replay, ct);
            await redis
                .GetDatabase()
                .StringSetAsync(
                    Key(lane.About.Key),
                    JsonSerializer.SerializeToUtf8Bytes(record, WireJson.Default.WireRecord),
                    Keep
                );
        }
        finally
        {
            WireTape.Current.Value = null;
            watch.End(recording);
            await visits.EndAsync(visit, CancellationToken.None);
        }
    }

    /// <summary>A credential for somebody's own curl: the header line, of a person of the lab.</summary>
    public async Task<string> TryAsync(ILane lane, CancellationToken ct)
    {
        var visit = await visits.BeginAsync(administrator: false, new LaneChoice(), ct);
        var access = await lane.SignInAsync(visit, ct);
        return $"{access.Header}: {access.Value}";
    }

    /// <summary>To this instance: the server's side of it is in this process's memory.</summary>
    private async Task<LabVisit> BeginHereAsync(CancellationToken ct)
    {
        var here = instances.All.FirstOrDefault(a => a.Port == instances.Own.Port) ?? instances.Own;
        var choice = new LaneChoice(CacheSeconds: 0, BackChannel: true);
        return await visits.BeginAsync(administrator: false, choice, ct) with { Portal = here };
    }

    /// <summary>Somebody else, unrecorded: what a server does once, compile and fetch the issuer's keys, is not what the lane does.</summary>
    private async Task WarmUpAsync(ILane lane, CancellationToken ct)
    {
        var visit = await BeginHereAsync(ct);
        try
        {
            await AskAsync(visit, await lane.SignInAsync(visit, ct), ct);
        }
        finally
        {
            await visits.EndAsync(visit, CancellationToken.None);
        }
    }

    private async Task<WireRecord> GoAsync(
        ILane lane,
        LabVisit visit,
        WireRecording recording,
        bool replay,
        CancellationToken ct
    )
    {
        var steps = new List<WireStep>();
        WireTape.Current.Value = (recording, "the browser");
        var access = await lane.SignInAsync(visit, ct);
        steps.Add(new WireStep(WireStep.SignIn, recording.Take(), []));
        var size = access.Value.Length;
        await AskAsync(visit, access, ct);
        steps.Add(new WireStep(WireStep.Ask, recording.Take(), []));
        var used = access.RefreshToken;
        var rotating = lane as ShortJwtLane;
        if (rotating is not null)
        {
            WireTape.Current.Value = (recording, "the app");
            await rotating.RotateAsync(access, ct);
            steps.Add(new WireStep(WireStep.Refresh, recording.Take(), []));
        }
        var began = Stopwatch.GetTimestamp();
        if (rotating is not null && replay)
        {
            WireTape.Current.Value = (recording, "a thief");
            await rotating.ReplayAsync(used!, ct);
            steps.Add(new WireStep(WireStep.Replay, recording.Take(), []));
        }
        else
        {
            WireTape.Current.Value = (recording, "the portal’s server");
            var commands = await watch.CommandsOfAsync(
                access.Value,
                async () => await lane.RevokeAsync(access, RaceAct.Session, ct)
            );
            steps.Add(new WireStep(WireStep.Revoke, recording.Take(), commands));
        }
        WireTape.Current.Value = (recording, "the browser");
        // The issuer's word to lane O is on its way.
        var status = 200;
        for (var attempt = 0; attempt < (lane.About.Key == "O" ? 20 : 1) && status == 200; attempt++)
        {
            if (attempt > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, ct);
            status = await AskAsync(visit, access, ct);
        }
        var after = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var last = recording.Take();
        steps.Add(new WireStep(WireStep.AskAgain, lane.About.Key == "O" ? last[^1..] : last, []));
        WireTape.Current.Value = null;
        var family = rotating is null ? null : await issuer.RefreshTokensAsync(visit.Person.Subject, ct);
        return new WireRecord(lane.About.Key, time.GetUtcNow(), size, status == 200 ? null : after, steps, family);
    }

    private async Task<int> AskAsync(LabVisit visit, LaneAccess access, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(visit.Portal, access.Api));
        request.Headers.TryAddWithoutValidation(access.Header, access.Value);
        using var response = await http.Client.SendAsync(request, ct);
        return (int)response.StatusCode;
    }

    private static string Key(string lane) => "lab:wire:" + lane.ToLowerInvariant();
}
