using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using StackExchange.Redis;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;

namespace WebPortal.Features.Lab.Wire;

/// <summary>Goes through one lane, step by step, and keeps what was exchanged.</summary>
internal sealed class WireRecorder(
    LabVisits visits,
    LabHttp http,
    LabInstances instances,
    WireWatch watch,
    IConnectionMultiplexer redis,
    TimeProvider time
)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    public async Task<WireRecord?> LastAsync(string key) =>
        (byte[]?)await redis.GetDatabase().StringGetAsync(Key(key)) is { } json
            ? JsonSerializer.Deserialize(json, WireJson.Default.WireRecord)
            : null;

    public async Task RecordAsync(ILane lane, CancellationToken ct)
    {
        var visit = await visits.BeginAsync(administrator: false, new LaneChoice(0, BackChannel: true), ct);
        // To this instance: the server's side of it is in this process's memory.
        visit = visit with
        {
            Portal = instances.All.FirstOrDefault(a => a.Port == instances.Own.Port) ?? instances.Own,
        };
        var recording = watch.Begin(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            var record = await GoAsync(lane, visit, recording, ct);
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

    private async Task<WireRecord> GoAsync(ILane lane, LabVisit visit, WireRecording recording, CancellationToken ct)
    {
        var steps = new List<WireStep>();
        WireTape.Current.Value = (recording, "the browser");
        var access = await lane.SignInAsync(visit, ct);
        steps.Add(new WireStep("Sign in", LaneSources.Line(lane, "SignInAsync"), recording.Take(), []));
        var size = access.Value.Length;
        await AskAsync(visit, access, ct);
        steps.Add(new WireStep("Ask for the page", LaneSources.Check(lane), recording.Take(), []));
        WireTape.Current.Value = (recording, "the portal’s server");
        var began = Stopwatch.GetTimestamp();
        var commands = await WireWatch.CommandsOfAsync(async () => await lane.RevokeAsync(access, RaceAct.Session, ct));
        steps.Add(new WireStep("Revoke", LaneSources.Line(lane, "RevokeAsync"), recording.Take(), commands));
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
        steps.Add(new WireStep("Ask again", LaneSources.Check(lane), last[^1..], []));
        return new WireRecord(lane.About.Key, time.GetUtcNow(), size, status == 200 ? null : after, steps);
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
