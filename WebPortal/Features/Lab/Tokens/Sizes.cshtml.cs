using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Tokens.Sizes;

namespace WebPortal.Features.Lab.Tokens;

[AllowAnonymous]
internal sealed class SizesModel(DemoKeys keys, HeaderLimit limit, TimeProvider time) : PageModel
{
    public IReadOnlyList<TokenSize> Sizes { get; private set; } = [];

    public MeasuredLimit? Header { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Sizes = TokenSize.Measure(keys, time.GetUtcNow());
        Header = await limit.MeasureAsync(Request.Host.Value ?? "localhost", ct);
    }
}
