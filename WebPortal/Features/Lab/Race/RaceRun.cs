using System.Text.Json.Serialization;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Race;

internal enum RaceState
{
    SigningIn,

    /// <summary>Everybody is in; somebody must press Revoke.</summary>
    SignedIn,
    Running,
    Finished,
    Failed,
}

/// <summary>One race, as it is stored and shown. Times are milliseconds from the press of Revoke.</summary>
internal sealed class RaceRun
{
    public required string Id { get; init; }

    public required RaceAct Act { get; init; }

    public required LaneChoice Choice { get; init; }

    public RaceState State { get; set; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Revoked { get; set; }

    public DateTimeOffset? Ended { get; set; }

    /// <summary>Since the press; where a race that goes on has come.</summary>
    public double Elapsed { get; set; }

    public required double Length { get; init; }

    public required string Machine { get; init; }

    public required string Commit { get; init; }

    /// <summary>How many people with a token of their own stood beside a key rotation, and how many of them it signed out.</summary>
    public int Innocent { get; set; }

    public int InnocentOut { get; set; }

    /// <summary>What hung on the signing key just before its rotation.</summary>
    public KeyHolders? OnTheKey { get; set; }

    /// <summary>What went wrong, for the page.</summary>
    public string? Failure { get; set; }

    public List<LaneRun> Lanes { get; init; } = [];

    [JsonIgnore]
    public bool IsOver => State is RaceState.Finished or RaceState.Failed;

    [JsonIgnore]
    public bool IsDemotion => Act == RaceAct.Demotion;

    [JsonIgnore]
    public int Probes => Lanes.Sum(l => l.Probes);
}

internal sealed class LaneRun
{
    public required string Key { get; init; }

    public bool SignedIn { get; set; }

    public int Probes { get; set; }

    /// <summary>When the first refused probe was sent: until then the person was let in, at most.</summary>
    public double? RefusedAfter { get; set; }

    /// <summary>When the last probe that was let in was sent.</summary>
    public double? LastLetIn { get; set; }

    /// <summary>The first refusal and three more.</summary>
    public bool Confirmed { get; set; }

    /// <summary>The last status.</summary>
    public int Status { get; set; }

    public string? Why { get; set; }

    /// <summary>When the token ends by itself.</summary>
    public double? TokenEnd { get; set; }

    public bool RefreshRefused { get; set; }

    public string? Failure { get; set; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RaceRun))]
internal sealed partial class RaceJson : JsonSerializerContext;
