using System.Net;

namespace WebPortal.Bench.Portal;

/// <summary>Many browsers over few connections, as a proxy keeps them.</summary>
internal sealed class Crowd(Uri url) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromHours(1),
        }
    )
    {
        BaseAddress = new UriBuilder(url) { Scheme = "http" }.Uri,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private int _failed;
    private int _open;

    public int Failed => _failed;

    public int OpenStreams => _open;

    public async Task AskAsync(Visit visit, string path)
    {
        using var response = await SendAsync(visit, path);
        await response.Content.CopyToAsync(Stream.Null);
        // One that was revoked in this moment is sent to the sign-in, rightly.
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Redirect))
            Interlocked.Increment(ref _failed);
    }

    public async Task<bool> IsLetInAsync(Visit visit)
    {
        using var response = await SendAsync(visit, "/account/sessions");
        return response.StatusCode == HttpStatusCode.OK;
    }

    public async Task OpenStreamsAsync(IEnumerable<Visit> visits)
    {
        foreach (var batch in visits.Chunk(50))
            await Task.WhenAll(
                batch.Select(async visit =>
                {
                    var response = await SendAsync(visit, "/live/account");
                    response.EnsureSuccessStatusCode();
                    Interlocked.Increment(ref _open);
                    _ = ReadAsync(response);
                })
            );
    }

    public void Dispose() => _http.Dispose();

    private async Task ReadAsync(HttpResponseMessage response)
    {
        try
        {
            await response.Content.CopyToAsync(Stream.Null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Counted below.
        }
        Interlocked.Decrement(ref _open);
        response.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(Visit visit, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Cookie", "__Host-session=" + visit.Cookie);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
