using System.Net;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

internal sealed class PausingLedger : ISessionLedger
{
    public Door Door { get; } = new();

    public bool Broken { get; set; }

    public UserSession? Starting { get; private set; }

    public Task StartingAsync(UserSession session, CancellationToken cancellationToken)
    {
        Starting = session;
        return Broken ? throw new InvalidOperationException("The database is away.") : Door.PassAsync();
    }

    public Task EndedAsync(
        string userId,
        IReadOnlyCollection<string> ids,
        SessionEnd end,
        CancellationToken cancellationToken
    ) => Broken ? throw new InvalidOperationException("The database is away.") : Task.CompletedTask;

    public Task EverybodyEndedAsync(SessionEnd end, string? exceptId, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public void Seen(string id, DateTimeOffset at) { }
}
