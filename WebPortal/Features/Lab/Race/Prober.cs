using System.Globalization;
using System.Text;
using System.Text.Json;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;

namespace WebPortal.Features.Lab.Race;

/// <summary>
/// Asks one lane for its page again and again, by real HTTP, on a monotonic clock, until it said no and three times more. It also asks at once
/// when the lane's revoke has returned, so that the figure is the lane's and not the pace of asking.
/// </summary>
internal sealed class Prober(
    ILane lane,
    LaneAccess access,
    LaneRun result,
    HttpClient http,
    LabInstances instances,
    TimeProvider time,
    bool administrator
) : IDisposable
{
    private const int Confirmations = 3;
    private readonly List<Probe> _probes = [];
    private readonly SemaphoreSlim _wake = new(0);
    private long _pressed;
    private DateTimeOffset _pressedAt;
    private int _refusals;
    private int _turn;

    public LaneRun Result => result;

    public ILane Lane => lane;

    public LaneAccess Access => access;

    /// <summary>Once, before the press: is the person in?</summary>
    public async Task<bool> CheckAsync(CancellationToken ct)
    {
        var probe = await AskAsync(ct);
        result.SignedIn = probe.Status == 200;
        if (!result.SignedIn)
            result.Failure = $"{probe.Status} {result.Why}";
        return result.SignedIn;
    }

    public void Press(long at)
    {
        _pressed = at;
        _pressedAt = time.GetUtcNow() - time.GetElapsedTime(at);
        NoteTokenEnd();
    }

    /// <summary>The lane's revoke returned.</summary>
    public void Wake() => _wake.Release();

    public async Task RunAsync(TimeSpan interval, Func<bool> isPressed, CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested && !result.Confirmed)
            {
                var began = time.GetTimestamp();
                await RenewAsync(ct);
                Judge(await AskAsync(ct), isPressed());
                // Before the press nothing is measured: the person goes on using the page, at leisure.
                var pace = isPressed() ? interval : interval * 6;
                var rest = pace - time.GetElapsedTime(began);
                if (rest > TimeSpan.Zero)
                    await _wake.WaitAsync(rest, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The race is over.
        }
    }

    public void Dispose() => _wake.Dispose();

    public void WriteTo(StringBuilder csv)
    {
        foreach (var probe in _probes)
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{lane.About.Key},{(probe.At - _pressed) * 1000d / time.TimestampFrequency:0.000},{probe.Took:0.000},{probe.Status},{probe.Instance}\n"
            );
    }

    // Again with each probe: a renewal that was under way at the press brings one more token, and its end is the one that counts.
    private void NoteTokenEnd() => result.TokenEnd = (access.Ends - _pressedAt)?.TotalMilliseconds;

    private void Judge(Probe probe, bool pressed)
    {
        if (!pressed || probe.At < _pressed)
            return;
        NoteTokenEnd();
        var after = (probe.At - _pressed) * 1000d / time.TimestampFrequency;
        if (probe.Status == 200)
        {
            (result.LastLetIn, result.RefusedAfter, _refusals) = (after, null, 0);
        }
        else if (probe.Status is 401 or 403)
        {
            if (_refusals++ == 0)
                result.RefusedAfter = after;
            result.Confirmed = _refusals > Confirmations;
        }
    }

    private async Task<Probe> AskAsync(CancellationToken ct)
    {
        // A turn of its own: with one for all lanes, an even number of them would ask each lane at the same instance for ever.
        var instance = instances.All[_turn++ % instances.All.Count];
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(instance, access.Api + (administrator ? "/admin" : ""))
        );
        request.Headers.TryAddWithoutValidation(access.Header, access.Value);
        var at = time.GetTimestamp();
        int status;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            status = (int)response.StatusCode;
            result.Why = status == 200 ? null : await ReadWhyAsync(response, ct);
        }
        catch (HttpRequestException)
        {
            (status, result.Why) = (0, "no answer");
        }
        (result.Status, result.Probes) = (status, result.Probes + 1);
        var probe = new Probe(at, time.GetElapsedTime(at).TotalMilliseconds, status, instance.Port);
        _probes.Add(probe);
        return probe;
    }

    private static async Task<string?> ReadWhyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
        return problem.RootElement.TryGetProperty("title", out var title) ? title.GetString() : null;
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        if (!result.RefreshRefused && access.Ends is not null && !await lane.RenewAsync(access, ct))
            result.RefreshRefused = true;
    }

    private sealed record Probe(long At, double Took, int Status, int Instance);
}
