using System.Collections.Concurrent;
using System.Text.Json.Serialization;

namespace WebPortal.Features.Lab.Wire;

/// <summary>What went over the wire on one lane, as stored and shown. Secrets were cut before anything was kept.</summary>
internal sealed record WireRecord(
    string Key,
    DateTimeOffset At,
    int CredentialBytes,
    double? RefusedAfterMs,
    List<WireStep> Steps
);

internal sealed record WireStep(string Title, string Code, List<WireExchange> Exchanges, List<WireCommand> Commands);

/// <param name="By">Who sent it: the browser, or a server.</param>
/// <param name="ServerMicros">What the portal took to answer; null for what others answered.</param>
internal sealed record WireExchange(
    string By,
    string Request,
    List<WireHeader> RequestHeaders,
    string? RequestBody,
    string Response,
    List<WireHeader> ResponseHeaders,
    string? ResponseBody,
    long Up,
    long Down,
    double Micros,
    double? ServerMicros,
    List<WireCommand> Commands
);

/// <param name="Secret">Holds a credential, cut.</param>
internal sealed record WireHeader(string Name, string Value, bool Secret);

/// <summary>A Redis command, as the client's profiler saw it.</summary>
internal sealed record WireCommand(string Name, double Micros);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireRecord))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>A recording under way, in the memory of the instance that makes it.</summary>
internal sealed class WireRecording(string id)
{
    public string Id => id;

    public ConcurrentQueue<WireExchange> Exchanges { get; } = new();

    /// <summary>What the server saw of a request, by the number that the request carried.</summary>
    public ConcurrentDictionary<int, (double Micros, List<WireCommand> Commands)> Served { get; } = new();

    public int Next => Interlocked.Increment(ref _number);

    private int _number;

    public List<WireExchange> Take()
    {
        var taken = new List<WireExchange>();
        while (Exchanges.TryDequeue(out var exchange))
            taken.Add(exchange);
        return taken;
    }
}
