using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

/// <summary>
/// Ends sessions: Redis first, which decides; then the other instances are told, which moves open pages; then the ledger remembers.
/// Redis failures throw, and then nothing was reported as done. Ledger failures are logged and repaired later: the session stays ended.
/// </summary>
internal sealed partial class UserSessions(
    ISessionStore store,
    ISessionLedger ledger,
    SessionFeed feed,
    SessionMetrics metrics,
    TimeProvider time,
    ILogger<UserSessions> logger
)
{
    /// <summary>Read before a proof of identity is checked; see <see cref="SessionProperties.BegunAt"/>.</summary>
    public Task<SessionEpoch> GetEpochAsync(string userId) => store.GetEpochAsync(userId);

    /// <summary>Ends one session that the ledger knows. Null when this call ended it, otherwise how it had ended before.</summary>
    public async Task<PriorEnd?> EndAsync(string userId, string id, EndReason reason, string? by, string? words = null)
    {
        var end = new SessionEnd(reason, time.GetUtcNow(), by, words);
        var prior = await EndInStoreAsync(SessionReference.Of(userId, id), end, known: true);
        await TellAsync(userId, [id], prior?.End ?? end);

        // The session was rotated between the page and the press: what was meant is the browser, which goes on under a new key.
        for (var hop = 0; prior?.End?.Successor is { } successor && hop < 8; hop++)
        {
            prior = await EndInStoreAsync(SessionReference.Of(userId, successor), end, known: true);
            await TellAsync(userId, [successor], prior?.End ?? end);
        }
        return prior;
    }

    /// <summary>Ends all sessions of a user but one, and every sign-in of that user under way. Returns how many were alive.</summary>
    public async Task<int> EndAllAsync(
        string userId,
        EndReason reason,
        string? by,
        string? words = null,
        string? exceptId = null
    )
    {
        var end = new SessionEnd(reason, time.GetUtcNow(), by, words);
        IReadOnlyList<string> ids;
        using (metrics.Ending("all"))
            ids = await store.EndAllAsync(userId, end, exceptId);
        metrics.Ended(reason, ids.Count);
        await TellAsync(userId, ids, end);
        return ids.Count;
    }

    /// <summary>Ends every session of everybody at once; <paramref name="except"/> stays.</summary>
    public async Task EndEverybodyAsync(string by, string? words, SessionReference? except)
    {
        var end = new SessionEnd(EndReason.AllEnded, time.GetUtcNow(), by, words);
        using (metrics.Ending("everybody"))
            await store.EndEverybodyAsync(end, except);
        await feed.PublishAsync(new SessionChange(ChangeKind.EverybodyEnded, except?.Id ?? "", "", end));
        await RememberAsync(() => ledger.EverybodyEndedAsync(end, except?.Id, CancellationToken.None));
    }

    internal async Task SignOutAsync(SessionReference session, string? userId)
    {
        var end = new SessionEnd(EndReason.SignedOut, time.GetUtcNow(), userId);
        var prior = await EndInStoreAsync(session, end, known: false);
        if (prior is null)
            await TellAsync(userId ?? "", [session.Id], end);
    }

    internal async Task StartedAsync(UserSession session, SessionCreation creation, SessionReference? previous)
    {
        metrics.Started();
        metrics.Ended(EndReason.Replaced, creation.Replaced ? 1 : 0);
        var replaced = new SessionEnd(EndReason.Replaced, session.Started, session.UserId, Successor: session.Id);
        if (creation.Replaced && previous is { } same)
            await TellAsync(session.UserId, [same.Id], replaced);
        else if (previous is { } other && other.Tag != session.Reference.Tag)
            await EndOtherUsersAsync(other, replaced with { Successor = null });

        await feed.PublishAsync(new SessionChange(ChangeKind.Started, session.Id, session.UserId, null));
        foreach (var id in creation.Overflow)
            await EndAsync(session.UserId, id, EndReason.CapReached, by: null);
    }

    internal Task RecordRefusedAsync(UserSession session) =>
        RememberAsync(() =>
            ledger.EndedAsync(
                session.UserId,
                [session.Id],
                new SessionEnd(EndReason.Overtaken, time.GetUtcNow()),
                CancellationToken.None
            )
        );

    private async Task<PriorEnd?> EndInStoreAsync(SessionReference session, SessionEnd end, bool known)
    {
        PriorEnd? prior;
        using (metrics.Ending("one"))
            prior = await store.EndAsync(session, end, known);
        metrics.Ended(end.Reason, prior is null ? 1 : 0);
        return prior;
    }

    // Somebody else signed in over this session, in the same browser. Whose it was is in no cookie; the ledger finds it by id.
    private async Task EndOtherUsersAsync(SessionReference other, SessionEnd end)
    {
        if (await EndInStoreAsync(other, end, known: false) is null)
            await TellAsync("", [other.Id], end);
    }

    private async Task TellAsync(string userId, IReadOnlyCollection<string> ids, SessionEnd end)
    {
        foreach (var id in ids)
            await feed.PublishAsync(new SessionChange(ChangeKind.Ended, id, userId, end));
        await RememberAsync(() => ledger.EndedAsync(userId, ids, end, CancellationToken.None));
    }

    private async Task RememberAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is not (RedisException or OperationCanceledException))
        {
            Log.LedgerBehind(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The ledger could not be written; sessions are ended all the same, and it is repaired later."
        )]
        public static partial void LedgerBehind(ILogger logger, Exception exception);
    }
}
