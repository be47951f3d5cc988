using System.Globalization;
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

    public async Task<IActionResult> OnGetAsync(string number, CancellationToken ct)
    {
        // Not {number:int}: an address that no route knows is taken for a private one, and asks a visitor to sign in.
        if (
            !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            || ClaimLedger.Find(n) is not { } claim
        )
            return NotFound();
        Claim = claim;
        CanRun = claim.Run is { } run && addresses.Exists(run);
        var measurements = await last.ReadAsync(ct);
        Measured = measurements.Of(claim);
        Absent = measurements.Absent;
        return Page();
    }
}
