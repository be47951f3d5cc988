using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

[RecentProof]
internal sealed class DeleteModel(
    UserManager<PortalUser> users,
    UserSessions sessions,
    Administrators administrators,
    AccountMail mail,
    AuditLog audit,
    TimeProvider time
) : PageModel
{
    [BindProperty]
    public bool Sure { get; set; }

    public bool IsLastAdministrator { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await users.FindByIdAsync(User.GetUserId()) is not { } user)
            return NotFound();
        IsLastAdministrator = await administrators.IsLastAsync(user);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.FindByIdAsync(User.GetUserId()) is not { } user)
            return NotFound();
        IsLastAdministrator = await administrators.IsLastAsync(user);
        if (!Sure)
            ModelState.AddModelError(nameof(Sure), "Tick the box to say that you are sure.");
        if (!ModelState.IsValid || IsLastAdministrator)
            return Page();
        // Disabled before the sessions end, so that no sign-in gets in between that and the deletion.
        user.Disabled = time.GetUtcNow();
        await users.UpdateAsync(user);
        await sessions.EndAllAsync(user.Id, EndReason.AccountDeleted, user.Id);
        await audit.WriteAsync(AuditKinds.Deleted, user.Id, user.Id);
        await users.DeleteAsync(user);
        await mail.DeletedAsync(user.Email!);
        await HttpContext.SignOutAsync();
        TempData["Notice"] = "Your account is deleted.";
        return Redirect("/");
    }
}
