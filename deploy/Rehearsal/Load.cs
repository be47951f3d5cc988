using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Rehearsal;

/// <summary>Eight people read a private page without a pause, one sends forms, one keeps a stream open as a browser does; every answer is counted.</summary>
internal sealed partial class Load(Uri origin, Browser user, Browser admin)
{
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private long _slowest;

    /// <summary>What was answered while <paramref name="act"/> went on, how often, and the slowest page in ms.</summary>
    public async Task<(IReadOnlyDictionary<string, int> Answers, long Slowest)> RunAsync(Func<Task> act)
    {
        using var stop = new CancellationTokenSource();
        Task[] load =
        [
            .. Enumerable.Range(0, 8).Select(_ => ReadAsync(stop.Token)),
            Task.Run(() => SendAsync(stop.Token)),
            Task.Run(() => ListenAsync(stop.Token)),
        ];
        await Task.Delay(1000, CancellationToken.None);
        await act();
        await Task.Delay(1500, CancellationToken.None);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        return (_answers, _slowest);
    }

    private void Count(string answer) => _answers.AddOrUpdate(answer, 1, (_, n) => n + 1);

    private async Task ReadAsync(CancellationToken stop)
    {
        using var browser = new Browser(origin);
        foreach (System.Net.Cookie cookie in user.Cookies.GetCookies(origin))
            browser.Cookies.Add(cookie);
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                Count("GET " + await browser.StatusAsync("/account/sessions"));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                Count("GET failed");
            }
            _slowest = Math.Max(_slowest, (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private async Task SendAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Count("POST " + (await user.PostAsync("/account", null, ("Name", "Rehearsal"))).Status);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                Count("POST failed");
            }
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var response = await admin.GetAsync("/live/account");
                if ((int)response.StatusCode != 200)
                {
                    Count("stream " + (int)response.StatusCode);
                    await Task.Delay(200, CancellationToken.None);
                    continue;
                }
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(CancellationToken.None));
                while (await reader.ReadLineAsync(stop) is { } line)
                {
                    if (Told().Match(line) is { Success: true } m)
                        Count("stream " + m.Groups[1].Value);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                Count("stream cut");
            }
            catch (OperationCanceledException) { }
        }
    }

    [GeneratedRegex("^event: (restarting|ended)$")]
    private static partial Regex Told();
}
