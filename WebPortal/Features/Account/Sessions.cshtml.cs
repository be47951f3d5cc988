using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.Shared;

namespace WebPortal.Features.Account;

/// <summary>Lists a person's sessions. Ending others needs a recent proof (ASVS 7.5.2); this browser's own sign-out is elsewhere, and needs none.</summary>
[RecentProof]
internal sealed class SessionsModel(
    PortalDbContext db,
    ISessionStore store,
    UserSessions sessions,
    AuditLog audit,
    TimeProvider time
) : PageModel
{
    private const int MaxEnded = 100;

    /// <summary>What is alive, and what ended in the reader's sight.</summary>
    internal IReadOnlyList<(SessionEntry Entry, bool Live)> Rows { get; private set; } = [];

    internal IReadOnlyList<SessionEntry> Ended { get; private set; } = [];

    public string OwnId => HttpContext.GetUserSession().Live!.Value.Id;

    public string UserId => User.GetUserId();

    public async Task OnGetAsync()
    {
        var (own, me, since) = (OwnId, UserId, time.GetUtcNow().AddDays(-30));
        var kept = KeptRows.Read(Request);
        var listed = await db
            .Sessions.AsNoTracking()
            .Where(s => s.UserId == me && (s.Ended == null || kept.Contains(s.Id)))
            .OrderByDescending(s => s.Id == own)
            .ThenByDescending(s => s.LastSeen)
            .ToListAsync();
        // The ledger may not have heard of an end yet (idle, absolute): Redis decides what is shown as alive.
        var live = await store.AreLiveAsync([.. listed.Select(s => SessionReference.Of(me, s.Id))]);
        Rows = [.. listed.Zip(live).Where(row => row.Second || kept.Contains(row.First.Id, StringComparer.Ordinal))];
        Ended = await db
            .Sessions.AsNoTracking()
            .Where(s => s.UserId == me && s.Ended != null && s.Ended > since)
            .OrderByDescending(s => s.Ended)
            .Take(MaxEnded)
            .ToListAsync();
    }

    public async Task<IActionResult> OnPostAsync(string session)
    {
        var me = UserId;
        // Another person's session answers exactly like an unknown one.
        if (
            await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == session && s.UserId == me)
            is not { } entry
        )
            return NotFound();
        var prior = await sessions.EndAsync(me, session, EndReason.EndedByUser, me);
        if (prior is null)
            await audit.WriteAsync(AuditKinds.SessionEnded, me, me, session, entry.Device);
        TempData["Notice"] = prior is null
            ? $"{entry.Device} is signed out."
            : $"{entry.Device} was signed out already.";
        return Redirect(KeptRows.Add("/account/sessions", [session]));
    }

    public async Task<IActionResult> OnPostOthersAsync()
    {
        var ended = await sessions.EndAllAsync(UserId, EndReason.EndedByUser, UserId, exceptId: OwnId);
        await audit.WriteAsync(AuditKinds.SessionsEnded, UserId, UserId, detail: $"All others: {ended}");
        TempData["Notice"] = CountWords.OthersEnded(ended);
        return RedirectToPage();
    }
}
