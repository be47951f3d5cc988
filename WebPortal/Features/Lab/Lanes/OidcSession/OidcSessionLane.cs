using Microsoft.AspNetCore.Authentication.Cookies;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.OidcSession;

/// <summary>Lane O: signed in by the issuer, remembered here. What ends there is not known here, unless the issuer tells.</summary>
internal sealed class OidcSessionLane(CodeFlow flow, LabIssuer issuer) : ILane, ILaneSetup
{
    private const string Scheme = "lab-o";

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LoggedOut>().AddSingleton<LogoutToken>();
        builder.Services.AddAuthentication().AddCookie(Scheme);
        builder
            .Services.AddOptions<CookieAuthenticationOptions>(Scheme)
            .Configure<LoggedOut>(
                (cookie, ended) =>
                {
                    LabCookie.Apply(cookie, LabCookie.Oidc);
                    LaneRefusal.Apply(cookie, "signed out by the issuer");
                    cookie.Events.OnValidatePrincipal = async context =>
                    {
                        if (context.Principal?.FindFirst("sid")?.Value is { } sid && await ended.IsAsync(sid))
                            context.RejectPrincipal();
                    };
                }
            );
        LabOidc.Add(builder, "lab-o-sign-in", "lab-oidc", Scheme, "/lab/lanes/o/callback");
        LabOidc.Add(builder, "lab-o-told-sign-in", "lab-oidc-told", Scheme, "/lab/lanes/o-told/callback");
    }

    public LaneDescription About { get; } =
        new(
            "O",
            "OIDC at the issuer",
            "local session; issuer’s own cookie stays",
            "a local ticket made from the ID token, and whether the issuer said that its session ended",
            "ends the session at the issuer; the site learns of it only by back-channel logout",
            "one cookie here, one at the issuer",
            "the sid of sessions that the issuer said have ended",
            "8 h",
            "Features/Lab/Lanes/OidcSession"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) =>
        choice.BackChannel && (act is RaceAct.Session or RaceAct.Person) ? LaneOutcome.AtOnce : LaneOutcome.StillIn;

    public string? NotEnded(RaceAct act, LaneChoice choice) =>
        Expect(act, choice) == LaneOutcome.AtOnce
            ? null
            : act switch
            {
                RaceAct.Key =>
                    "the ID token was checked once, at the sign-in; no later key matters to the local session",
                RaceAct.Demotion => "the role was copied from the ID token at the sign-in and is not looked up again",
                _ => "the issuer’s session is over, and nobody told this site. Back-channel logout ends both",
            };

    public async Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct)
    {
        var start = About.Path + "/sign-in" + (visit.Choice.BackChannel ? "?told=true" : "");
        return await LabOidc.SignInAsync(flow, visit, About, start, LabCookie.Oidc, ct);
    }

    public async Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct)
    {
        if (act == RaceAct.Session)
            await issuer.EndPersonSessionsAsync(access.Subject, ct);
    }
}
