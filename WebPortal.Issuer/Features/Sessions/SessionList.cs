using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using WebPortal.Issuer.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Sessions;

internal sealed record SessionRow(string Sid, string Browser, DateTimeOffset Since, string Clients, bool Here);

internal sealed record GrantRow(string Id, string Client, string Scopes, DateTimeOffset Since);

/// <summary>What one person may see and take back: live sessions, and grants of both doors.</summary>
internal sealed class SessionList(
    IssuerDbContext db,
    IssuerSessions sessions,
    SessionEnding ending,
    IOpenIddictApplicationManager applications,
    IOpenIddictAuthorizationManager authorizations,
    TimeProvider clock
)
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

    public async Task<IReadOnlyList<GrantRow>> GrantsAsync(string subject, CancellationToken ct)
    {
        var rows = new List<GrantRow>();
        await foreach (var grant in authorizations.FindAsync(subject, null, Statuses.Valid, null, null, ct))
        {
            var client = await applications.FindByIdAsync((await authorizations.GetApplicationIdAsync(grant, ct))!, ct);
            rows.Add(
                new GrantRow(
                    (await authorizations.GetIdAsync(grant, ct))!,
                    client is null ? "a client that is gone" : (await applications.GetClientIdAsync(client, ct))!,
                    string.Join(' ', await authorizations.GetScopesAsync(grant, ct)),
                    await authorizations.GetCreationDateAsync(grant, ct) ?? default
                )
            );
        }
        var now = clock.GetUtcNow();
        var faces = await db
            .FaceGrants.AsNoTracking()
            .Where(g => g.Subject == subject && g.RevokedAt == null && g.TokenExpiresAt > now)
            .ToListAsync(ct);
        rows.AddRange(
            faces.Select(g => new GrantRow(
                g.CodeHash,
                $"{g.ClientId}, through {g.Face}",
                g.Scopes,
                g.RedeemedAt ?? now
            ))
        );
        return [.. rows.OrderByDescending(r => r.Since)];
    }

    public async Task RevokeAsync(string grant)
    {
        var now = clock.GetUtcNow();
        var faces = await db
            .FaceGrants.Where(g => g.CodeHash == grant)
            .ExecuteUpdateAsync(g => g.SetProperty(e => e.RevokedAt, now));
        if (faces == 0)
            await ending.RevokeGrantAsync(grant, CancellationToken.None);
    }
}
