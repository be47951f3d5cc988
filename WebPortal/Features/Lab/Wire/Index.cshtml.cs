using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Lanes;

namespace WebPortal.Features.Lab.Wire;

[AllowAnonymous]
internal sealed class IndexModel(IEnumerable<ILane> lanes) : PageModel
{
    public IReadOnlyList<LaneDescription> Lanes { get; } = [.. lanes.Select(l => l.About)];
}
