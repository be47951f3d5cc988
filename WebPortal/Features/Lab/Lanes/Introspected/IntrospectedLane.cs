using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.Introspected;

/// <summary>Lane I: the token says nothing; the issuer is asked, and its answer is believed for 0, 5 or 30 seconds.</summary>
internal sealed class IntrospectedLane(CodeFlow flow, LabIssuer issuer) : ILane, ILaneSetup
{
    public const string Uncached = "I0";
    public const string LongCached = "I30";
    private const string Client = "lab-opaque";

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IntrospectionCache>();
        foreach (var (key, seconds) in new[] { ("I", 5), (Uncached, 0), (LongCached, 30) })
            builder
                .Services.AddAuthentication()
                .AddScheme<IntrospectionOptions, IntrospectionHandler>(
                    LaneDescription.SchemeOf(key),
                    o => o.Cache = TimeSpan.FromSeconds(seconds)
                );
    }

    public LaneDescription About { get; } =
        new(
            "I",
            "Opaque, introspected",
            "asks the issuer, cached",
            "RFC 7662 call to the issuer, its answer cached 0, 5 or 30 s",
            "marks it inactive at the issuer",
            "an opaque token, 43 characters",
            "the token’s record, at the issuer",
            "up to 30 s",
            "Features/Lab/Lanes/Introspected"
        );

    public LaneOutcome Expect(RaceAct act, LaneChoice choice) =>
        choice.CacheSeconds == 0 ? LaneOutcome.AtOnce : LaneOutcome.AfterCache;

    public string? NotEnded(RaceAct act, LaneChoice choice) => null;

    public async Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct)
    {
        var tokens = await flow.SignInAppAsync(visit, Client, LabJwt.Scopes, ct);
        var key = visit.Choice.CacheSeconds switch
        {
            0 => Uncached,
            30 => LongCached,
            _ => "I",
        };
        return new LaneAccess
        {
            Api = "/lab/api/" + key.ToLowerInvariant(),
            Header = "Authorization",
            Value = "Bearer " + tokens.AccessToken,
            Subject = visit.Person.Subject,
        };
    }

    public async Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct)
    {
        if (act == RaceAct.Session)
            (
                await issuer.PostAsync("connect/revoke", Client, [new("token", access.Value["Bearer ".Length..])], ct)
            ).Answer?.Dispose();
    }
}
