using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Race;

[AllowAnonymous]
internal sealed class IndexModel(Races races, RaceStore store, KeyPreview key, IOptions<LabOptions> options) : PageModel
{
    public RaceView View { get; private set; } = null!;

    public IReadOnlyList<RaceRun> Newest { get; private set; } = [];

    public async Task OnGetAsync(string? kind)
    {
        View = RaceView.New(kind == "demotion", options.Value.Issuer.IsSet) with { OnTheKey = await key.CountAsync() };
        Newest = await store.NewestAsync(10);
    }

    public async Task<IActionResult> OnPostAsync(RaceForm form)
    {
        var (run, why) = await form.BeginAsync(races, HttpContext.Connection.RemoteIpAddress);
        if (run is not null)
            return RedirectToPage("Run", new { run = run.Id });
        View = new RaceView(
            form.Act == Lanes.RaceAct.Demotion,
            form.Act,
            form.Choice,
            null,
            why,
            options.Value.Issuer.IsSet
        );
        Newest = await store.NewestAsync(10);
        var page = Page();
        page.StatusCode = StatusCodes.Status429TooManyRequests;
        return page;
    }
}
