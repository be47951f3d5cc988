using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Lab.Claims;

[AllowAnonymous]
internal sealed class IndexModel(LabAddresses addresses, LastMeasurements last) : PageModel
{
    private HashSet<string> _mapped = new(StringComparer.Ordinal);

    public ClaimFilter Filter { get; private set; } = null!;

    public IReadOnlyList<ClaimSection> Sections { get; private set; } = [];

    public Measurements Measured { get; private set; } = null!;

    public int Shown => Sections.Sum(s => s.Claims.Count);

    public int Runnable { get; private set; }

    public int Waiting { get; private set; }

    public static int Read => ClaimLedger.All.Count(c => c.Run is null);

    public async Task OnGetAsync(string? article, string? verdict, string? station, CancellationToken ct)
    {
        Filter = ClaimFilter.Of(article, verdict, station);
        Sections =
        [
            .. ClaimLedger
                .Sections.Select(s => s with { Claims = [.. s.Claims.Where(Filter.Includes)] })
                .Where(s => s.Claims.Count > 0),
        ];
        // Many entries share an address: each is asked for once.
        _mapped = ClaimLedger
            .All.Select(c => c.Run)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Where(addresses.Exists)
            .ToHashSet(StringComparer.Ordinal);
        Runnable = ClaimLedger.All.Count(CanRun);
        Waiting = ClaimLedger.All.Count(c => c.Run is not null) - Runnable;
        Measured = await last.ReadAsync(ct);
    }

    public bool CanRun(ClaimEntry claim) => claim.Run is { } run && _mapped.Contains(run);

    public static int Count(Verdict verdict) => ClaimLedger.All.Count(c => c.Verdict == verdict);
}
