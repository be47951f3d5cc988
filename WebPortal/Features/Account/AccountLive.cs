using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>Server-sent events for any signed-in page: "changed" when one of the person's sessions starts or ends, "ended" when this one does.</summary>
internal static class AccountLive
{
    public static void MapAccountLive(this WebApplication app) =>
        app.MapGet(
                "/live/account",
                (HttpContext context, SessionStreams streams, CancellationToken ct) =>
                {
                    var userId = context.User.GetUserId();
                    return LiveResult.Of(context, streams, change => change.UserId == userId, ct);
                }
            )
            .WithMetadata(new DoesNotTouchSession());
}

internal static class LiveResult
{
    public static IResult Of(
        HttpContext context,
        SessionStreams streams,
        Func<SessionChange, bool> filter,
        CancellationToken ct
    ) =>
        context.GetUserSession().Live is { } session
            ? TypedResults.ServerSentEvents(
                EventsAsync(
                    streams.WatchAsync(session, context.User.GetUserId(), filter, ct),
                    session.Id,
                    StoppingOf(context),
                    ct
                )
            )
            : TypedResults.Unauthorized();

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        IAsyncEnumerable<SessionChange> changes,
        string own,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        yield return new SseItem<string>("", "ready") { ReconnectionInterval = TimeSpan.FromSeconds(1) };
        await foreach (var change in changes.WithCancellation(ct))
        {
            yield return change.Kind == ChangeKind.Ended && change.Id == own
                ? new SseItem<string>(
                    change.End is null ? "You were signed out." : EndWords.ToPerson(change.End),
                    "ended"
                )
                : new SseItem<string>(change.Id, "changed");
        }
        // This instance stops and another goes on: come back at once, yet not all of a thousand tabs in the same moment.
        if (stopping.IsCancellationRequested)
            yield return new SseItem<string>("", "restarting")
            {
                ReconnectionInterval = TimeSpan.FromMilliseconds(Random.Shared.Next(100, 1000)),
            };
    }

    private static CancellationToken StoppingOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
}
