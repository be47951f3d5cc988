using Microsoft.EntityFrameworkCore;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Features.Sessions;

internal sealed record SessionRow(string Sid, string Browser, DateTimeOffset Since, string Clients, bool Here);

/// <summary>What one person may see and take back: live sessions.</summary>
internal sealed class SessionList(IssuerDbContext db, IssuerSessions sessions)
{
    public async Task<IReadOnlyList<SessionRow>> SessionsAsync(SignedIn me, CancellationToken ct)
    {
        var rows = new List<SessionRow>();
        foreach (var session in await sessions.LiveOfAsync(me.Person.Subject, ct))
        {
            var clients = await db
                .SessionClients.Where(c => c.Sid == session.Sid)
                .Select(c => c.ClientId)
                .Distinct()
                .ToListAsync(ct);
            var browser = session.UserAgent.Length == 0 ? "A program without a name" : session.UserAgent;
            var names = clients.Count == 0 ? "none" : string.Join(", ", clients);
            rows.Add(new SessionRow(session.Sid, browser, session.StartedAt, names, session.Sid == me.Session.Sid));
        }
        return [.. rows.OrderByDescending(r => r.Here)];
    }

    public async Task<bool> IsOwnAsync(SignedIn me, string sid, CancellationToken ct) =>
        (await sessions.LiveOfAsync(me.Person.Subject, ct)).Any(s => s.Sid == sid);
}
