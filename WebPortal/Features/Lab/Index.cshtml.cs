using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Race;

namespace WebPortal.Features.Lab;

[AllowAnonymous]
internal sealed class IndexModel(IEnumerable<ILane> lanes, RaceStore store, IOptions<LabOptions> options) : PageModel
{
    public IReadOnlyList<LaneDescription> Lanes { get; } = [.. lanes.Select(l => l.About)];

    public bool HasIssuer => options.Value.Issuer.IsSet;

    public RaceRun? Last { get; private set; }

    public async Task OnGetAsync() =>
        Last = (await store.NewestAsync(10)).FirstOrDefault(r => r.State == RaceState.Finished);
}
