using System.Diagnostics;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>An open page: the server-sent events of one session.</summary>
internal sealed class Events : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private Events(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    public static async Task<Events> OpenAsync(HttpVisitor visitor)
    {
        var response = await visitor.GetAsync("/live/account");
        return new Events(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>How long it took to come.</summary>
    public async Task<TimeSpan> UntilAsync(string name)
    {
        var clock = Stopwatch.StartNew();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == "event: " + name)
                return clock.Elapsed;
        }
        throw new InvalidOperationException($"The stream ended without \"{name}\".");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
