namespace WebPortal.Features.Sessions;

/// <summary>
/// Decides which sessions are alive. One round trip an operation; each is atomic.
/// Every member throws a <see cref="StackExchange.Redis.RedisException"/> or <see cref="TimeoutException"/> when Redis does not answer:
/// an outage is never turned into an answer.
/// </summary>
internal interface ISessionStore
{
    /// <summary>Where "end all" stands for this user now. Read it before checking a proof of identity, and give it to <see cref="CreateAsync"/>.</summary>
    Task<SessionEpoch> GetEpochAsync(string userId);

    /// <summary>Lets a session in. Refuses when sessions of this user were ended since <paramref name="epoch"/>, or this id was ended already.</summary>
    Task<SessionCreation> CreateAsync(
        UserSession session,
        byte[] ticket,
        SessionEpoch epoch,
        SessionReplacement? replaces
    );

    /// <summary>May this session in? Touches it at most once an interval.</summary>
    Task<SessionLookup> FindAsync(SessionReference session, bool touch);

    /// <summary>Which of these are alive, in their order. Touches none; one pipeline.</summary>
    Task<bool[]> AreLiveAsync(IReadOnlyCollection<SessionReference> sessions);

    /// <summary>Writes a new ticket over that of a live session. Never creates one: false when it is gone.</summary>
    Task<bool> ReplaceTicketAsync(SessionReference session, byte[] ticket);

    /// <summary>Ends one session. Null when this call ended it, otherwise how it had ended before (an empty end when that is not known).</summary>
    /// <param name="known">The id is that of a real session (from the ledger): remember the end even when the session is not there yet,
    /// so that a revoke also wins over a sign-in that has only written its ledger row. False for what a request brought along.</param>
    Task<PriorEnd?> EndAsync(SessionReference session, SessionEnd end, bool known);

    /// <summary>Ends all sessions of a user but <paramref name="exceptId"/>, and every sign-in under way. Returns the ids that were alive.</summary>
    Task<IReadOnlyList<string>> EndAllAsync(string userId, SessionEnd end, string? exceptId);

    /// <summary>Ends every session of everybody in O(1); <paramref name="except"/> stays.</summary>
    Task EndEverybodyAsync(SessionEnd end, SessionReference? except);

    /// <summary>Live sessions of one user, oldest first.</summary>
    Task<IReadOnlyList<UserSession>> ListAsync(string userId);
}

/// <summary>The values that a session must have been born under to be let in: its user's count of "end all", and everybody's.</summary>
internal readonly record struct SessionEpoch(string User, string Everybody)
{
    public override string ToString() => $"{User}:{Everybody}";

    public static SessionEpoch? Parse(string? text) =>
        text?.Split(':') is [var user, var everybody] ? new SessionEpoch(user, everybody) : null;
}

/// <summary>The session that a new one takes the place of, in the same browser and of the same user.</summary>
/// <param name="Id">Its id.</param>
/// <param name="MustBeLive">True for a rotation without a full new sign-in: a revoke that came first wins, and the absolute end stays.</param>
internal sealed record SessionReplacement(string Id, bool MustBeLive);

/// <param name="Refused">Null when the session was let in; otherwise why not.</param>
/// <param name="Replaced">The replaced session was alive until now.</param>
/// <param name="Ends">Absolute end by Redis's clock.</param>
/// <param name="Overflow">Oldest sessions beyond the cap, to be ended.</param>
internal sealed record SessionCreation(
    RefusalReason? Refused,
    bool Replaced,
    DateTimeOffset Ends,
    IReadOnlyList<string> Overflow
);

internal enum RefusalReason
{
    /// <summary>All sessions of the user were ended since the sign-in began.</summary>
    Overtaken,

    /// <summary>This very id was ended before it could begin.</summary>
    AlreadyEnded,

    /// <summary>The session to be rotated was gone.</summary>
    Gone,
}

/// <param name="Ticket">The serialized ticket when the session is alive, otherwise null.</param>
/// <param name="End">How it ended, as far as is known.</param>
/// <param name="Touched">Last seen was written just now.</param>
internal readonly record struct SessionLookup(byte[]? Ticket, SessionEnd? End, bool Touched);

/// <param name="End">How the session had ended, or null when nothing is known of it.</param>
internal sealed record PriorEnd(SessionEnd? End);
