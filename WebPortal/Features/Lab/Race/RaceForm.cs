using System.Net;
using Microsoft.AspNetCore.Mvc;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Race;

/// <summary>What the form of the race sends. What is no choice of it is the first one.</summary>
internal sealed class RaceForm
{
    [FromForm(Name = "level")]
    public string? Level { get; set; }

    [FromForm(Name = "cache")]
    public string? Cache { get; set; }

    [FromForm(Name = "told")]
    public string? Told { get; set; }

    [FromForm(Name = "step")]
    public string? Step { get; set; }

    public RaceAct Act =>
        Level switch
        {
            "person" => RaceAct.Person,
            "key" => RaceAct.Key,
            "demotion" => RaceAct.Demotion,
            _ => RaceAct.Session,
        };

    public LaneChoice Choice =>
        new(
            Cache switch
            {
                "0" => 0,
                "30" => 30,
                _ => 5,
            },
            Told == "true"
        );

    public Task<(RaceRun? Run, string? Why)> BeginAsync(Races races, IPAddress? visitor) =>
        races.BeginAsync(Act, Choice, onlySignIn: Step == "sign-in", visitor);
}

/// <summary>What a page shows of a race: the form with what was chosen, and the race when there is one.</summary>
internal sealed record RaceView(
    bool Demotion,
    RaceAct Act,
    LaneChoice Choice,
    RaceRun? Run,
    string? Problem,
    bool HasIssuer
)
{
    /// <summary>What hangs on the signing key at this moment; null where it is not known.</summary>
    public KeyHolders? OnTheKey { get; init; }

    public static RaceView New(bool demotion, bool hasIssuer) =>
        new(demotion, demotion ? RaceAct.Demotion : RaceAct.Session, new LaneChoice(), null, null, hasIssuer);
}
