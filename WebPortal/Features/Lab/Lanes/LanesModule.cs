using Microsoft.AspNetCore.Identity;
using WebPortal.Features.Lab.Lanes.Backend;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Lanes.Denylist;
using WebPortal.Features.Lab.Lanes.Introspected;
using WebPortal.Features.Lab.Lanes.Issuer;
using WebPortal.Features.Lab.Lanes.JwtOnly;
using WebPortal.Features.Lab.Lanes.OidcSession;
using WebPortal.Features.Lab.Lanes.People;
using WebPortal.Features.Lab.Lanes.Pushed;
using WebPortal.Features.Lab.Lanes.SelfContainedCookie;
using WebPortal.Features.Lab.Lanes.ServerSession;
using WebPortal.Features.Lab.Lanes.ShortJwt;

namespace WebPortal.Features.Lab.Lanes;

/// <summary>The lanes, in the order of the tables.</summary>
internal static class LanesModule
{
    public static void AddLanes(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LabOptions>().BindConfiguration(LabOptions.Section);
        builder.Services.AddSingleton<LabHttp>().AddSingleton<LabInstances>().AddSingleton<LabVisits>();
        builder
            .Services.AddSingleton<LabIssuer>()
            .AddSingleton<IssuerActs>()
            .AddSingleton<KeyPreview>()
            .AddSingleton<Revocation>()
            .AddSingleton<CodeFlow>();
        builder.Services.AddSingleton<IssuerKeys>().AddHostedService(p => p.GetRequiredService<IssuerKeys>());
        builder
            .Services.AddSingleton<LabPeople>()
            .AddSingleton<IPasswordHasher<LabPerson>, PasswordHasher<LabPerson>>();
        builder.AddLane<ServerSessionLane>();
        builder.AddLane<SelfContainedCookieLane>();
        builder.AddLane<JwtOnlyLane>();
        builder.AddLane<DenylistLane>();
        builder.AddLane<ShortJwtLane>();
        builder.AddLane<PushedLane>();
        builder.AddLane<IntrospectedLane>();
        builder.AddLane<OidcSessionLane>();
        builder.AddLane<BackendLane>();
    }

    public static void MapLanes(this WebApplication app)
    {
        var lanes = app.Services.GetServices<ILane>().ToList();
        app.MapLane("S").MapLane("C").MapPasswordSignIn(lanes);
        // The others are described without an issuer, and raced with one.
        if (!IssuerIsSet(app.Configuration))
            return;
        foreach (var lane in lanes.Where(l => l.About.Key is not ("S" or "C")))
            app.MapLane(lane.About.Key);
        app.MapLane(IntrospectedLane.Uncached).MapLane(IntrospectedLane.LongCached);
        app.MapOidcSession();
        app.MapBackend();
    }

    internal static bool IssuerIsSet(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[$"{LabOptions.Section}:Issuer:Origin"]);

    private static void AddLane<TLane>(this WebApplicationBuilder builder)
        where TLane : class, ILane, ILaneSetup
    {
        TLane.Add(builder);
        builder.Services.AddSingleton<ILane, TLane>();
    }
}
