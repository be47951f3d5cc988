using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using WebPortal.Features.Lab.Lanes.Issuer;
using WebPortal.Features.Lab.Lanes.OidcSession;
using WebPortal.Features.Lab.Lanes.ServerSession;

namespace WebPortal.Features.Lab.Lanes.Backend;

/// <summary>Lane B: a session outside, tokens inside. What a script in the browser cannot see it cannot lose.</summary>
internal sealed class BackendLane(
    [FromKeyedServices(BackendLane.Scheme)] LabSessionCore core,
    CodeFlow flow,
    BackendTokens tokens
) : ILane, ILaneSetup
{
    private const string Scheme = "lab-b";

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BackendTokens>();
        LabSessionCore.Add(builder, Scheme, "lab-b", LabCookie.Backend);
        builder.Services.Configure<CookieAuthenticationOptions>(
            Scheme,
            cookie => cookie.Events.OnValidatePrincipal = BackendEvents.ValidateAsync
        );
        LabOidc.Add(
            builder,
            "lab-b-sign-in",
            BackendTokens.Client,
            Scheme,
            "/lab/lanes/b/callback",
            o =>
            {
                o.Scope.Add("offline_access");
                o.SaveTokens = true;
                o.Events.OnTicketReceived = BackendEvents.KeepTokensAsync;
            }
        );
    }

    public LaneDescription About { get; } =
        new(
            "B",
            "Backend for frontend",
            "session outside, tokens in Redis",
            "cookie → Redis record, then the access token kept with it",
            "ends the session, the tokens with it",
            "one cookie: a random key",
            "the record and the tokens, in Redis",
            null,
            "Features/Lab/Lanes/Backend"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) => LaneOutcome.AtOnce;

    public string? NotEnded(RaceAct act, LaneChoice choice) => null;

    public async Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct)
    {
        var access = await LabOidc.SignInAsync(flow, visit, About, About.Path + "/sign-in", core.Cookie, ct);
        access.Id = LabSessionCore.Reference(access).Id;
        return access;
    }

    public async Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct)
    {
        var kept = await TokensOfAsync(access);
        await core.EndAsync(access, act);
        if (kept is null)
            return;
        if (act == RaceAct.Demotion)
            await tokens.RefreshAsync(kept, ct);
        else if (act != RaceAct.Key)
            await tokens.RemoveAsync(kept);
    }

    private async Task<string?> TokensOfAsync(LaneAccess access)
    {
        var found = await core.Store.FindAsync(LabSessionCore.Reference(access), touch: false);
        return found.Ticket is null
            ? null
            : TicketSerializer.Default.Deserialize(found.Ticket)?.Principal.FindFirstValue(BackendTokens.Claim);
    }
}
