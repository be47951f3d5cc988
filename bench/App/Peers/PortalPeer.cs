using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using WebPortal.Features.Sessions;

namespace WebPortal.Bench.App.Peers;

/// <summary>WebPortal's session folder. /revoke and /stream serve bench/revoke.</summary>
internal sealed class PortalPeer : IPeer
{
    public void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.Configure<UserSessionOptions>(o => o.UserIdClaimType = Person.UserId);
        builder.Services.AddUserSessions();
    }

    public Task SignInAsync(HttpContext context, int n) =>
        context.SignInAsync(
            Person.Principal(n, CookieAuthenticationDefaults.AuthenticationScheme),
            new AuthenticationProperties().ProvenBy("Google", "pwd otp", DateTimeOffset.UtcNow)
        );

    public void Map(WebApplication app)
    {
        app.MapGet("/id", (HttpContext context) => context.GetUserSession().Live!.Value.Id).RequireAuthorization();
        app.MapPost(
            "/revoke/{n:int}/{id}",
            async (int n, string id, UserSessions sessions) =>
                await sessions.EndAsync(Person.IdOf(n), id, EndReason.Revoked, "admin", "bench") is null
                    ? Results.NoContent()
                    : Results.Conflict()
        );
        app.MapGet("/stream", StreamAsync).RequireAuthorization().WithMetadata(new DoesNotTouchSession());
    }

    private static async Task StreamAsync(HttpContext context, SessionStreams streams)
    {
        var session = context.GetUserSession().Live!.Value;
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("event: ready\n\n");
        await context.Response.Body.FlushAsync();
        await foreach (
            var change in streams.WatchAsync(
                session,
                context.User.FindFirst(Person.UserId)!.Value,
                _ => false,
                context.RequestAborted
            )
        )
        {
            await context.Response.WriteAsync($"event: {change.Kind}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }
}
