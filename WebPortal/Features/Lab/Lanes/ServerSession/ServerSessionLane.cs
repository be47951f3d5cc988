using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using WebPortal.Features.Lab.Lanes.People;

namespace WebPortal.Features.Lab.Lanes.ServerSession;

/// <summary>Lane S: the cookie is a random key, Redis holds the rest, and is asked on each request.</summary>
internal sealed class ServerSessionLane([FromKeyedServices(ServerSessionLane.Scheme)] LabSessionCore core)
    : ILane,
        ILaneSetup
{
    private const string Scheme = "lab-s";

    public static void Add(WebApplicationBuilder builder) =>
        LabSessionCore.Add(builder, Scheme, "lab-s", LabCookie.Session);

    public LaneDescription About { get; } =
        new(
            "S",
            "Server session",
            "cookie, looked up in Redis",
            "cookie → Redis record (the portal’s own session core)",
            "ends the record",
            "one cookie: a random key",
            "the record in Redis: who, since when, until when",
            null,
            "Features/Sessions"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) =>
        act == RaceAct.Key ? LaneOutcome.StillIn : LaneOutcome.AtOnce;

    public string? NotEnded(RaceAct act, LaneChoice choice) =>
        act == RaceAct.Key
            ? "nothing of it is signed, so no key ends it; ending the sessions does, in one command"
            : null;

    public async Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct)
    {
        var access = await PasswordSignIn.SignInAsync(visit, About, core.Cookie, ct);
        access.Id = LabSessionCore.Reference(access).Id;
        return access;
    }

    public Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct) =>
        act == RaceAct.Demotion ? DemoteAsync(access) : core.EndAsync(access, act);

    // The role stands in the record, so it is changed where it is read.
    private async Task DemoteAsync(LaneAccess access)
    {
        var reference = LabSessionCore.Reference(access);
        var found = await core.Store.FindAsync(reference, touch: false);
        if (found.Ticket is null || TicketSerializer.Default.Deserialize(found.Ticket) is not { } ticket)
            return;
        var identity = (ClaimsIdentity)ticket.Principal.Identity!;
        foreach (var role in identity.FindAll("role").ToList())
            identity.RemoveClaim(role);
        await core.Store.ReplaceTicketAsync(reference, TicketSerializer.Default.Serialize(ticket));
    }
}
