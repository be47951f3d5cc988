using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.JwtOnly;

/// <summary>Lane J: the token says everything, and nobody can take it back.</summary>
internal sealed class JwtOnlyLane(CodeFlow flow) : ILane, ILaneSetup
{
    public static void Add(WebApplicationBuilder builder) => LabJwt.Add(builder, "lab-j");

    public LaneDescription About { get; } =
        new(
            "J",
            "JWT only",
            "signature and exp",
            "signature, iss, aud, exp, typ; asks nobody",
            "nothing until exp",
            "a signed token, about a kilobyte",
            "nothing but the issuer’s public key",
            "up to 15 min",
            "Features/Lab/Lanes/JwtOnly"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) =>
        act == RaceAct.Key ? LaneOutcome.AtOnce : LaneOutcome.AtTokenEnd;

    public string? NotEnded(RaceAct act, LaneChoice choice) =>
        act == RaceAct.Key ? null : "the token goes on until its exp; an API that keeps no list cannot know better";

    public Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct) =>
        LabJwt.SignInAsync(flow, visit, About.Key, LabJwt.Client, LabJwt.Scopes, ct);

    public Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct) => Task.CompletedTask;
}
