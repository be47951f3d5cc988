using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>Everything that the portal keeps about the person, without hashes and keys. A POST: it asks for a recent proof, and is an event.</summary>
[RecentProof]
internal sealed class ExportModel(UserManager<PortalUser> users, PortalDbContext db, EventSearch search, AuditLog audit)
    : PageModel
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public IActionResult OnGet() => RedirectToPage("/Account/Profile");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await users.FindByIdAsync(User.GetUserId()) is not { } user)
            return NotFound();
        await audit.WriteAsync(AuditKinds.Exported, user.Id, user.Id);
        // Neither list has an upper limit: they are written as they are read, the events a batch at a time.
        var sessions = db.Sessions.AsNoTracking().Where(s => s.UserId == user.Id).OrderBy(s => s.Started);
        var events = search
            .AllAsync(new EventCriteria(null, user.Id, null, null), ct)
            .Where(e => e.SubjectId == user.Id);
        var export = new
        {
            Profile = new
            {
                user.Email,
                user.EmailConfirmed,
                Name = user.DisplayName,
                user.Created,
                Roles = await users.GetRolesAsync(user),
            },
            Logins = (await users.GetLoginsAsync(user)).Select(l => new { l.LoginProvider, l.ProviderKey }),
            Passkeys = (await users.GetPasskeysAsync(user)).Select(p => new { p.Name, p.CreatedAt }),
            Sessions = sessions
                .AsAsyncEnumerable()
                .Select(s => new
                {
                    s.Id,
                    s.Provider,
                    s.Device,
                    s.UserAgent,
                    s.Address,
                    s.Started,
                    s.LastSeen,
                    s.Ends,
                    s.Ended,
                    EndReason = s.EndReason is { } reason ? EndWords.Short((EndReason)reason) : null,
                    s.EndWords,
                }),
            Events = events.Select(e => new
            {
                e.At,
                e.Kind,
                ByYou = e.ActorId == user.Id,
                e.Address,
                e.Detail,
            }),
        };
        Response.ContentType = "application/json";
        Response.Headers.ContentDisposition = "attachment; filename=webportal-my-data.json";
        await JsonSerializer.SerializeAsync(Response.Body, export, Json, ct);
        return new EmptyResult();
    }
}
