using System.Data.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Sessions;
using WebPortal.Features.Shared;

namespace WebPortal.Features.Home;

/// <summary>Never fails: what cannot be read is shown as "–".</summary>
[AllowAnonymous]
internal sealed class IndexModel(PortalDbContext db, ISessionStore store, IEnumerable<HomePanel> panels) : PageModel
{
    public bool SignedIn => User.Identity is { IsAuthenticated: true };

    public string OwnId => HttpContext.GetUserSession().Live?.Id ?? "";

    public string? Name { get; private set; }

    /// <summary>Null when it cannot be read.</summary>
    internal IReadOnlyList<UserSession>? Live { get; private set; }

    /// <summary>The sign-in before this one; null when there was none, or it cannot be read.</summary>
    internal AuditEvent? LastSignIn { get; private set; }

    public bool DatabaseIsAway { get; private set; }

    internal List<(HomePanel Panel, object Shown)> Panels { get; } = [];

    public async Task OnGetAsync()
    {
        if (!SignedIn)
        {
            await ReadPanelsAsync();
            return;
        }
        var me = User.GetUserId();
        try
        {
            Live = await store.ListAsync(me);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Live = null;
        }
        try
        {
            Name = await db.Users.Where(u => u.Id == me).Select(u => u.DisplayName).FirstOrDefaultAsync();
            LastSignIn = await db
                .Events.AsNoTracking()
                .Where(e => e.SubjectId == me && e.Kind == AuditKinds.SignedIn)
                .OrderByDescending(e => e.At)
                .Skip(1)
                .FirstOrDefaultAsync();
        }
        catch (Exception e) when (e is DbException or TimeoutException or RetryLimitExceededException)
        {
            DatabaseIsAway = true;
        }
    }

    private async Task ReadPanelsAsync()
    {
        foreach (var panel in panels)
        {
            try
            {
                if (await panel.ReadAsync(HttpContext.RequestServices) is { } shown)
                    Panels.Add((panel, shown));
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // An ornament: the page does without.
            }
        }
    }
}
