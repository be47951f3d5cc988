using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Race;

[AllowAnonymous]
internal sealed class RunModel(Races races, RaceStore store, KeyPreview key, IOptions<LabOptions> options) : PageModel
{
    public RaceView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string run)
    {
        if (await store.FindAsync(run) is not { } found)
            return NotFound();
        View = new RaceView(found.IsDemotion, found.Act, found.Choice, found, null, options.Value.Issuer.IsSet)
        {
            OnTheKey = await key.CountAsync(),
        };
        return Page();
    }

    /// <summary>Revoke now.</summary>
    public async Task<IActionResult> OnPostAsync(string run)
    {
        if (await store.FindAsync(run) is not { } found)
            return NotFound();
        if (found.State == RaceState.SignedIn)
            await races.PressAsync(found.Id);
        return RedirectToPage(new { run = found.Id });
    }
}
