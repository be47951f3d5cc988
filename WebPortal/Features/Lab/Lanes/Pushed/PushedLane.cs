using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.Pushed;

/// <summary>Lane P: a JWT, and a list in each instance's memory that the revoke is pushed into.</summary>
internal sealed class PushedLane(CodeFlow flow, PushedRevocations revoked) : ILane, ILaneSetup
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<PushedRevocations>()
            .AddHostedService(p => p.GetRequiredService<PushedRevocations>());
        LabJwt.Add(
            builder,
            "lab-p",
            (context, token) =>
                Task.FromResult(
                    context.RequestServices.GetRequiredService<PushedRevocations>().IsRevoked(token.Id, token.Subject)
                        ? "revoked"
                        : null
                )
        );
    }

    public LaneDescription About { get; } =
        new(
            "P",
            "JWT + pushed revocation",
            "set in memory, fed by pub/sub",
            "as J, then a set in the process’s memory",
            "publishes; each instance drops the token",
            "a signed token, about a kilobyte",
            "a set in memory, as long as the revoked tokens live",
            null,
            "Features/Lab/Lanes/Pushed"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) => LaneOutcome.AtOnce;

    public string? NotEnded(RaceAct act, LaneChoice choice) => null;

    public Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct) =>
        LabJwt.SignInAsync(flow, visit, About.Key, LabJwt.Client, LabJwt.Scopes, ct);

    public Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct) =>
        act switch
        {
            RaceAct.Person => revoked.RevokeAsync(access.Subject),
            RaceAct.Key => Task.CompletedTask,
            _ => revoked.RevokeAsync(access.Id!),
        };
}
