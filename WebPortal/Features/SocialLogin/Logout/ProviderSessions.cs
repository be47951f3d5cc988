using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.SocialLogin.Logout;

/// <summary>Ends the sessions that came in through one login, or under one session of the provider's.</summary>
internal sealed class ProviderSessions(PortalDbContext db, UserSessions sessions, EndedLogins ended)
{
    /// <param name="provider">The scheme.</param>
    /// <param name="subject">Whose; may be null when <paramref name="sessionId"/> says which.</param>
    /// <param name="sessionId">The provider's sid; null for all of the subject.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">User id of who did it, or null for the provider.</param>
    /// <returns>How many were alive.</returns>
    public async Task<int> EndAsync(string provider, string? subject, string? sessionId, EndReason reason, string? by)
    {
        if (subject is null && sessionId is null)
            return 0;
        // The mark first: a sign-in writes its ledger row, makes its session and then looks for the mark. It is found by one or the other.
        await ended.MarkAsync(provider, subject, sessionId);
        var rows = await db
            .Sessions.AsNoTracking()
            .Where(s => s.Ended == null && s.Provider == provider)
            .Where(s => subject == null || s.ProviderSubject == subject)
            .Where(s => sessionId == null || s.ProviderSessionId == sessionId)
            .Select(s => new
            {
                s.UserId,
                s.Id,
                s.ProviderSubject,
                s.ProviderSessionId,
            })
            .ToListAsync();
        var count = 0;
        foreach (var row in rows)
        {
            // Once more by characters: some databases compare text more loosely.
            var fits =
                (subject is null || row.ProviderSubject == subject)
                && (sessionId is null || row.ProviderSessionId == sessionId);
            if (fits && await sessions.EndAsync(row.UserId, row.Id, reason, by) is null)
                count++;
        }
        return count;
    }
}
