using WebPortal.Features.Lab.Lanes.People;

namespace WebPortal.Features.Lab.Lanes.SelfContainedCookie;

/// <summary>Lane C: what <c>AddCookie</c> does by itself. The whole ticket is in the cookie, encrypted; nobody is asked.</summary>
internal sealed class SelfContainedCookieLane : ILane, ILaneSetup
{
    public static void Add(WebApplicationBuilder builder) =>
        builder
            .Services.AddAuthentication()
            .AddCookie(
                "lab-c",
                o =>
                {
                    LabCookie.Apply(o, LabCookie.Ticket);
                    LaneRefusal.Apply(o, "no ticket");
                }
            );

    public LaneDescription About { get; } =
        new(
            "C",
            "Self-contained cookie",
            "ASP.NET Core ticket, no store",
            "decrypts the ticket; asks nobody",
            "nothing: nobody holds a record that could be ended",
            "one cookie: the whole ticket, encrypted",
            "nothing but the key",
            "8 h",
            "Features/Lab/Lanes/SelfContainedCookie"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) => LaneOutcome.StillIn;

    public string? NotEnded(RaceAct act, LaneChoice choice) =>
        act == RaceAct.Demotion
            ? "the role stands in the cookie and goes on until the cookie’s own end, 8 hours after the sign-in"
            : "nothing can be done before the cookie’s own end. Only rotating the data-protection key ends it, for everybody";

    public Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct) =>
        PasswordSignIn.SignInAsync(visit, About, LabCookie.Ticket, ct);

    public Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct) => Task.CompletedTask;
}
