using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.Denylist;

/// <summary>Lane D: a JWT, and a question to Redis on each request; a session by another name.</summary>
internal sealed class DenylistLane(CodeFlow flow, DenylistStore denied) : ILane, ILaneSetup
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DenylistStore>();
        LabJwt.Add(
            builder,
            "lab-d",
            async (context, token) =>
                await context.RequestServices.GetRequiredService<DenylistStore>().IsDeniedAsync(token.Id, token.Subject)
                    ? "jti denied"
                    : null
        );
    }

    public LaneDescription About { get; } =
        new(
            "D",
            "JWT + denylist",
            "signature, then Redis EXISTS",
            "as J, then Redis EXISTS for the jti and the person",
            "denies the jti until exp",
            "a signed token, about a kilobyte",
            "one key in Redis for each denied token",
            null,
            "Features/Lab/Lanes/Denylist"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) => LaneOutcome.AtOnce;

    public string? NotEnded(RaceAct act, LaneChoice choice) => null;

    public Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct) =>
        LabJwt.SignInAsync(flow, visit, About.Key, LabJwt.Client, LabJwt.Scopes, ct);

    // A demotion denies the token too: the person gets another one, with what is true now.
    public Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct) =>
        act switch
        {
            RaceAct.Person => denied.DenyAllAsync(access.Subject),
            RaceAct.Key => Task.CompletedTask,
            _ => denied.DenyAsync(access.Id!),
        };
}
