using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.SecurityEvents;

namespace WebPortal.Issuer.Features.Sessions;

/// <summary>
/// The end of a session, and everything that hangs on it: the grants made in it, and word to the clients that took
/// part (OIDC Back-Channel Logout 1.0). The row ends first; a client that cannot be reached never keeps it alive.
/// </summary>
internal sealed partial class SessionEnding(
    IssuerDbContext db,
    IOpenIddictAuthorizationManager authorizations,
    IOpenIddictTokenManager tokens,
    BackChannelLogout logout,
    RiskEvents events,
    TimeProvider clock,
    ILogger<SessionEnding> logger
)
{
    /// <returns>False when the session had ended already, or never was.</returns>
    public async Task<bool> EndAsync(string sid, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ended = await db
            .Sessions.Where(s => s.Sid == sid && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(e => e.EndedAt, now), ct);
        if (ended == 0)
            return false;
        var subject = await db.Sessions.Where(s => s.Sid == sid).Select(s => s.Subject).SingleAsync(ct);
        var clients = await db.SessionClients.AsNoTracking().Where(c => c.Sid == sid).ToListAsync(ct);
        foreach (var client in clients.Where(c => !c.Offline))
            await RevokeGrantAsync(client.AuthorizationId, ct);
        foreach (var clientId in clients.Select(c => c.ClientId).Distinct(StringComparer.Ordinal))
            logout.Send(clientId, subject, sid);
        Log.Ended(logger, clients.Count);
        return true;
    }

    /// <summary>Every session of the person, every grant (offline ones too) and every token of the faces.</summary>
    /// <returns>How many sessions ended.</returns>
    public async Task<int> EndPersonAsync(string subject, CancellationToken ct)
    {
        var count = 0;
        var sids = await db
            .Sessions.Where(s => s.Subject == subject && s.EndedAt == null)
            .Select(s => s.Sid)
            .ToListAsync(ct);
        foreach (var sid in sids)
            count += await EndAsync(sid, ct) ? 1 : 0;
        await authorizations.RevokeBySubjectAsync(subject, ct);
        await tokens.RevokeBySubjectAsync(subject, ct);
        var now = clock.GetUtcNow();
        await db
            .FaceGrants.Where(g => g.Subject == subject && g.RevokedAt == null)
            .ExecuteUpdateAsync(g => g.SetProperty(e => e.RevokedAt, now), ct);
        await events.SendAsync(RiskEvents.SessionsRevoked, subject, ct);
        return count;
    }

    /// <summary>Nobody can sign in to the account any more, here or anywhere this issuer's word counts.</summary>
    public async Task<int> DisableAsync(string subject, CancellationToken ct)
    {
        await db
            .People.Where(p => p.Subject == subject)
            .ExecuteUpdateAsync(p => p.SetProperty(e => e.Disabled, true), ct);
        var count = await EndPersonAsync(subject, ct);
        await events.SendAsync(RiskEvents.AccountDisabled, subject, ct);
        return count;
    }

    public Task EnableAsync(string subject, CancellationToken ct) =>
        db.People.Where(p => p.Subject == subject).ExecuteUpdateAsync(p => p.SetProperty(e => e.Disabled, false), ct);

    /// <summary>The grant and every token made from it.</summary>
    public async Task RevokeGrantAsync(string authorizationId, CancellationToken ct)
    {
        if (await authorizations.FindByIdAsync(authorizationId, ct) is { } authorization)
            await authorizations.TryRevokeAsync(authorization, ct);
        await tokens.RevokeByAuthorizationIdAsync(authorizationId, ct);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A session ended; {Clients} grants were made in it.")]
        public static partial void Ended(ILogger logger, int clients);
    }
}
