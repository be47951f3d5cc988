using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Account;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Admin;

internal static class AdminModule
{
    public static void AddAdmin(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<SessionListing>();
        services.AddScoped<Revocations>();
        services.AddScoped<RevokeDesk>();
        services.AddScoped<PersonChanges>();
        services.AddScoped<Dashboard>();
        // Beside the role, which SharedModule asks for: an unattended browser of an administrator ends nobody's session.
        services.Configure<RazorPagesOptions>(o =>
            o.Conventions.AddFolderApplicationModelConvention(
                "/Admin",
                page => page.Filters.Add(new RecentProofAttribute())
            )
        );
    }

    public static void MapAdmin(this WebApplication app)
    {
        app.MapGet(
                "/live/admin",
                (HttpContext context, SessionStreams streams, CancellationToken ct) =>
                    LiveResult.Of(context, streams, _ => true, ct)
            )
            .RequireAuthorization(Policies.Administrator)
            .WithMetadata(new DoesNotTouchSession());
        app.MapEventsCsv();
    }
}
