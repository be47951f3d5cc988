using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;

namespace WebPortal.Features.Admin;

/// <summary>How far the end of many sessions has come. It goes on whether anybody looks or not.</summary>
internal sealed class JobModel(PortalDbContext db) : PageModel
{
    internal RevocationJob Job { get; private set; } = null!;

    internal PersonNames Names { get; private set; } = null!;

    internal int Done => Job.Ended + Job.AlreadyGone;

    /// <summary>What it set out with is an estimate: others sign in and out meanwhile.</summary>
    internal int Of => Math.Max(Job.Total, Done);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, ct) is not { } job)
            return NotFound();
        Job = job;
        Names = await PersonNames.ReadAsync(db, [job.ActorId], User.GetUserId());
        return Page();
    }
}
