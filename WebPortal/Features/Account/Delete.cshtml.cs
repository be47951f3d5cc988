using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Account.Proofs;

namespace WebPortal.Features.Account;

[RecentProof]
internal sealed class DeleteModel(
    UserManager<PortalUser> users,
    Administrators administrators,
    AccountDeletion deletion,
    AccountMail mail
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
        var outcome = await deletion.DeleteAsync(user.Id);
        if (outcome is DeletionOutcome.LastAdministrator or DeletionOutcome.Failed)
        {
            IsLastAdministrator = outcome == DeletionOutcome.LastAdministrator;
            ModelState.AddModelError(
                nameof(Sure),
                "Your account was changed at the same moment. Nothing is deleted; try again."
            );
            return Page();
        }
        TempData["Notice"] = "Your account is deleted.";
        // The job ends this session too, when Redis is back.
        if (outcome == DeletionOutcome.SessionsPending)
            return Redirect("/");
        await mail.DeletedAsync(user.Email!);
        await HttpContext.SignOutAsync();
        return Redirect("/");
    }
}
