namespace WebPortal.Features.Sessions;

/// <summary>
/// Remembers sessions, alive and ended; decides nothing. The default remembers nothing, so that the folder works without a database.
/// </summary>
internal interface ISessionLedger
{
    /// <summary>Before the session can be used, so that no live session is ever missing here. Throwing prevents the sign-in.</summary>
    Task StartingAsync(UserSession session, CancellationToken cancellationToken);

    /// <summary>After Redis has ended them. The first end that is recorded stays. Throwing is logged and repaired later; the sessions stay ended.</summary>
    Task EndedAsync(
        string userId,
        IReadOnlyCollection<string> ids,
        SessionEnd end,
        CancellationToken cancellationToken
    );

    /// <summary>After every session of everybody but <paramref name="exceptId"/> was ended.</summary>
    Task EverybodyEndedAsync(SessionEnd end, string? exceptId, CancellationToken cancellationToken);

    /// <summary>A live session was used. Called on the request path: must not block.</summary>
    void Seen(string id, DateTimeOffset at);
}

internal sealed class NoSessionLedger : ISessionLedger
{
    public Task StartingAsync(UserSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task EndedAsync(
        string userId,
        IReadOnlyCollection<string> ids,
        SessionEnd end,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public Task EverybodyEndedAsync(SessionEnd end, string? exceptId, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public void Seen(string id, DateTimeOffset at) { }
}
