using System.Diagnostics;
using System.Net;
using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Revoke;

/// <summary>One revoke as its victim saw it. Times in ms from the call.</summary>
internal sealed class Revocation
{
    public int LetInBefore { get; private set; }

    public int StartedAfter { get; private set; }

    public int LetInAfter { get; private set; }

    public double Response { get; private set; }

    public double RefusalElsewhere { get; private set; }

    public double StreamTold { get; private set; }

    private sealed record Asked(string Url, long Began, long Ended, bool LetIn);

    public static async Task<Revocation> ObserveAsync(HttpClient client, string a, string b, int n)
    {
        using var signedIn = await client.PostAsync($"{a}/sign-in/{n}", null);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var id = await (await SendAsync(client, a + "/id", cookie)).Content.ReadAsStringAsync();
        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = ListenAsync(client, b + "/stream", cookie, ready, told);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var until = new StrongBox();
        var asking = new[] { a, a, b, b }.Select(url => AskAsync(client, url, cookie, until)).ToArray();
        await Task.Delay(5);
        var called = Stopwatch.GetTimestamp();
        using var revoked = await client.PostAsync($"{a}/revoke/{n}/{id}", null);
        var answered = Stopwatch.GetTimestamp();
        if (revoked.StatusCode != HttpStatusCode.NoContent)
            throw new InvalidOperationException($"the revoke was answered with {(int)revoked.StatusCode}");
        until.Value = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 100;
        var asked = (await Task.WhenAll(asking)).SelectMany(x => x).ToArray();
        var toldAt = await told.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await listening;
        var after = asked.Where(x => x.Began >= answered).ToArray();
        var refused = asked.Where(x => x.Url == b && !x.LetIn).Min(x => x.Ended);
        return new Revocation
        {
            LetInBefore = asked.Count(x => x.LetIn),
            StartedAfter = after.Length,
            LetInAfter = after.Count(x => x.LetIn),
            Response = Between(called, answered),
            RefusalElsewhere = Between(called, refused),
            StreamTold = Between(called, toldAt),
        };
    }

    private static double Between(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    // Asks without pause until a while after the revoke's response, and at least once after it.
    private static async Task<List<Asked>> AskAsync(HttpClient client, string url, string cookie, StrongBox until)
    {
        var asked = new List<Asked>();
        while (until.Value == 0 || Stopwatch.GetTimestamp() < until.Value || asked.Count == 0)
        {
            var began = Stopwatch.GetTimestamp();
            using var response = await SendAsync(client, url + "/me", cookie);
            asked.Add(new Asked(url, began, Stopwatch.GetTimestamp(), response.IsSuccessStatusCode));
        }
        return asked;
    }

    private static async Task ListenAsync(
        HttpClient client,
        string url,
        string cookie,
        TaskCompletionSource ready,
        TaskCompletionSource<long> told
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == "event: ready")
                ready.TrySetResult();
            else if (line == "event: Ended")
                told.TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string url, string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return client.SendAsync(request);
    }

    private sealed class StrongBox
    {
        private long _value;

        public long Value
        {
            get => Volatile.Read(ref _value);
            set => Volatile.Write(ref _value, value);
        }
    }
}
