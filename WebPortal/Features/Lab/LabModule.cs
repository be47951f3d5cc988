using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Claims;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Race;
using WebPortal.Features.Lab.Tokens;
using WebPortal.Features.Lab.Wire;
using WebPortal.Features.Shared;

namespace WebPortal.Features.Lab;

/// <summary>The comparison lab. <c>Lab:Enabled=false</c> maps none of it; without this folder and its lines in Program.cs the portal builds.</summary>
internal static class LabModule
{
    public static void AddLab(this WebApplicationBuilder builder)
    {
        if (!IsEnabled(builder.Configuration))
        {
            // A page without a selector has no address.
            builder.Services.Configure<RazorPagesOptions>(o =>
                o.Conventions.AddFolderRouteModelConvention("/Lab", page => page.Selectors.Clear())
            );
            return;
        }
        builder.AddLanes();
        builder.AddRace();
        builder.AddWire();
        builder.AddTokenBench();
        builder.AddClaims();
        builder.Services.AddSingleton(new NavigationLink("Lab", "/lab", "/lab"));
        builder.Services.AddSingleton(new NavigationLink("Decide", "/decide", "/decide"));
    }

    public static void MapLab(this WebApplication app)
    {
        if (IsEnabled(app.Configuration))
        {
            app.MapLanes();
            app.MapRace();
            app.MapWire();
            app.MapTokenBench();
        }
    }

    private static bool IsEnabled(IConfiguration configuration) => configuration.GetValue("Lab:Enabled", true);
}
