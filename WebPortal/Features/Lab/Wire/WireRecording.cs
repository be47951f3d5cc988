using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Serialization;

namespace WebPortal.Features.Lab.Wire;

/// <summary>What went over the wire on one lane, as stored and shown. Secrets were cut before anything was kept.</summary>
/// <param name="Family">Lane R: its refresh tokens, as the issuer knows them at the end.</param>
internal sealed record WireRecord(
    string Key,
    DateTimeOffset At,
    int CredentialBytes,
    double? RefusedAfterMs,
    List<WireStep> Steps,
    List<FamilyToken>? Family = null
);

internal sealed record WireStep(string Title, List<WireExchange> Exchanges, List<WireCommand> Commands)
{
    public const string SignIn = "Sign in";
    public const string Ask = "Ask for the page";
    public const string Refresh = "Refresh";
    public const string Replay = "Use the old refresh token again";
    public const string Revoke = "Revoke";
    public const string AskAgain = "Ask again";
}

/// <summary>One refresh token of a family.</summary>
/// <param name="Fingerprint">The beginning of its SHA-256, by which the issuer finds it: names it, opens nothing.</param>
internal sealed record FamilyToken(
    string Fingerprint,
    string Status,
    DateTimeOffset? Issued,
    DateTimeOffset? Used,
    DateTimeOffset? Ends
);

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
    List<WireCommand> Commands,
    List<WireServerStep>? ServerSteps = null
);

/// <param name="Secret">Holds a credential, cut.</param>
internal sealed record WireHeader(string Name, string Value, bool Secret);

/// <summary>A Redis command as it was issued; of its arguments only the keys are told.</summary>
/// <param name="Others">How many arguments it had beside its keys; null: not read.</param>
internal sealed record WireCommand(string Name, double Micros, List<string>? Keys = null, int? Others = null);

/// <summary>A part of what the server did with a request.</summary>
internal sealed record WireServerStep(string Name, double Micros);

/// <summary>What the server saw of a request.</summary>
internal sealed record WireServed(double Micros, List<WireCommand> Commands, List<WireServerStep> Steps);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireRecord))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>A recording under way, in the memory of the instance that makes it.</summary>
internal sealed class WireRecording(string id)
{
    public string Id => id;

    /// <summary>Listens while the recording is made.</summary>
    public required MeterListener Meters { get; init; }

    /// <summary>By the number that the request carried: in the order in which they were sent.</summary>
    public ConcurrentDictionary<int, WireExchange> Exchanges { get; } = new();

    /// <summary>What the server saw of a request, by the number that the request carried.</summary>
    public ConcurrentDictionary<int, WireServed> Served { get; } = new();

    public int Next => Interlocked.Increment(ref _number);

    private int _number;

    public List<WireExchange> Take()
    {
        var taken = Exchanges.OrderBy(e => e.Key).ToList();
        taken.ForEach(e => Exchanges.TryRemove(e));
        return taken.ConvertAll(e => e.Value);
    }
}
