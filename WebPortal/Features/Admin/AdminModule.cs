using WebPortal.Features.Account;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Admin;

internal static class AdminModule
{
    public static void AddAdmin(this WebApplicationBuilder builder) { }

    public static void MapAdmin(this WebApplication app) =>
        app.MapGet(
                "/live/admin",
                (HttpContext context, SessionStreams streams, CancellationToken ct) =>
                    LiveResult.Of(context, streams, _ => true, ct)
            )
            .RequireAuthorization(Policies.Administrator)
            .WithMetadata(new DoesNotTouchSession());
}
