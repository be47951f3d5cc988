using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace WebPortal.Features.Lab.Tokens.Sizes;

/// <param name="Largest">Bytes of the longest token that this server let through as bearer token.</param>
/// <param name="Status">What it answered to one byte more.</param>
internal sealed record MeasuredLimit(int Largest, int Status, int Requests, DateTimeOffset At);

/// <summary>How long a bearer token this very server takes, found by asking it: real requests to its own address, halving the interval.</summary>
internal sealed class HeaderLimit(IServer server, TimeProvider time) : IDisposable
{
    private const int Most = 64 * 1024;

    private readonly SemaphoreSlim _one = new(1);
    private MeasuredLimit? _measured;
    private bool _tried;

    /// <summary>Measured once for the process, so that nobody can make the server busy with itself. Null when it cannot reach itself.</summary>
    public async Task<MeasuredLimit?> MeasureAsync(string host, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (!_tried && OwnAddress() is { } address)
                _measured = await SearchAsync(address, host, ct);
            _tried = true;
            return _measured;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            _tried = true; // Not again for every visitor.
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private Uri? OwnAddress()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var plain = addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal));
        if (plain is null)
            return null;
        var port = new Uri(
            plain
                .Replace("*", "localhost", StringComparison.Ordinal)
                .Replace("+", "localhost", StringComparison.Ordinal)
        ).Port;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}{HeaderProbe.Path}"));
    }

    private async Task<MeasuredLimit?> SearchAsync(Uri address, string host, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var (fits, fails, status, requests) = (0, Most, 0, 0);
        while (fails - fits > 1)
        {
            var size = requests == 0 ? 1 : (fits + fails) / 2;
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = host } };
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + new string('x', size));
            using var response = await http.SendAsync(request, ct);
            requests++;
            if (response.IsSuccessStatusCode)
                fits = size;
            else if (size == 1)
                return null; // Something before the probe refuses: that would not measure headers.
            else
                (fails, status) = (size, (int)response.StatusCode);
        }
        return new MeasuredLimit(fits, status, requests, time.GetUtcNow());
    }
}
