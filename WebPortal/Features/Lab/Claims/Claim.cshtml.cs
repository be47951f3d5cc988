using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Lab.Claims;

[AllowAnonymous]
internal sealed class ClaimModel(LabAddresses addresses, LastMeasurements last) : PageModel
{
    public ClaimEntry Claim { get; private set; } = null!;

    public bool CanRun { get; private set; }

    public Measurement? Measured { get; private set; }

    public string Absent { get; private set; } = "";

    public IEnumerable<Correction> Corrections => Claim.Corrections.Select(ClaimLedger.Correction);

    public ClaimEntry? Previous => ClaimLedger.Find(Claim.Number - 1);

    public ClaimEntry? Next => ClaimLedger.Find(Claim.Number + 1);

    public async Task<IActionResult> OnGetAsync(int number, CancellationToken ct)
    {
        if (ClaimLedger.Find(number) is not { } claim)
            return NotFound();
        Claim = claim;
        CanRun = claim.Run is { } run && addresses.Exists(run);
        var measurements = await last.ReadAsync(ct);
        Measured = measurements.Of(claim);
        Absent = measurements.Absent;
        return Page();
    }
}
