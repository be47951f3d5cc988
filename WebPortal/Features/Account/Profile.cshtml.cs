using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Account;

internal sealed class ProfileModel(UserManager<PortalUser> users, AuditLog audit) : PageModel
{
    [BindProperty]
    [PersonName]
    public string Name { get; set; } = "";

    internal PortalUser Account { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync())
            return NotFound();
        Name = Account.DisplayName;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await FindAsync())
            return NotFound();
        if (!ModelState.IsValid)
            return Page();
        if (Account.DisplayName == Name.Trim())
        {
            // No event without a change: the record of events is not to be filled at will.
            TempData["Notice"] = "Your name stays as it was.";
            return RedirectToPage();
        }
        Account.DisplayName = Name.Trim();
        audit.Add(AuditKinds.ProfileChanged, Account.Id, Account.Id); // Saved with the change.
        if (!(await users.UpdateAsync(Account)).Succeeded)
        {
            ModelState.AddModelError(
                nameof(Name),
                "Your account was changed at the same moment. Save your name again."
            );
            return Page();
        }
        TempData["Notice"] = "Your name is changed.";
        return RedirectToPage();
    }

    private async Task<bool> FindAsync()
    {
        var user = await users.FindByIdAsync(User.GetUserId());
        Account = user!;
        return user is not null;
    }
}
