using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Tokens.Rotation;
using WebPortal.Features.Lab.Tokens.Sizes;

namespace WebPortal.Features.Lab.Tokens;

/// <summary>The token bench: keys of its own, made at start, and nothing of the portal.</summary>
internal static class TokensModule
{
    public static void AddTokenBench(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BusyVisitors>();
        // A convention of the folder: no page of the bench can be forgotten.
        builder.Services.Configure<RazorPagesOptions>(o =>
            o.Conventions.AddFolderApplicationModelConvention(
                "/Lab/Tokens",
                page => page.Filters.Add(new ServiceFilterAttribute<BusyVisitors> { IsReusable = true, Order = 800 })
            )
        );
        builder.Services.AddSingleton<DemoKeys>();
        builder.Services.AddSingleton<RotationRuns>();
        builder.Services.AddSingleton<HeaderLimit>();
    }

    public static void MapTokenBench(this WebApplication app)
    {
        app.MapBenchData();
        app.MapHeaderProbe();
    }
}
