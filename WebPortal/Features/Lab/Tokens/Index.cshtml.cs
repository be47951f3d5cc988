using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Features.Lab.Tokens;

/// <summary>The answer to a POST is shown at once and kept nowhere: a redirect would have to carry the token in an address.</summary>
[AllowAnonymous]
[BoundedForm]
internal sealed class IndexModel(DemoKeys keys, TimeProvider time) : PageModel
{
    [BindProperty]
    public string? Jwt { get; set; }

    [BindProperty]
    public string Preset { get; set; } = "es256";

    /// <summary>Checks that are on.</summary>
    [BindProperty]
    public string[] Check { get; set; } = [];

    [BindProperty]
    public string[] Allow { get; set; } = [];

    [BindProperty]
    public string? Type { get; set; }

    [BindProperty]
    public string? Issuer { get; set; }

    [BindProperty]
    public string? Audience { get; set; }

    [BindProperty]
    public int Skew { get; set; }

    public VerifierPolicy Policy { get; private set; } = new();

    public Verdict Verdict { get; private set; } = null!;

    public LibraryOpinion Library { get; private set; } = null!;

    public Task OnGetAsync()
    {
        Check = [.. StepVerifier.Checks.Select(c => c.Key)];
        Allow = [.. Policy.Algorithms];
        (Type, Issuer, Audience) = (Policy.Type, Policy.Issuer, Policy.Audience);
        return MakeAsync(Preset);
    }

    public Task OnPostAsync(string? act)
    {
        if (act == "new")
            return MakeAsync(Preset);
        if (act == "flip")
            Jwt = BitFlip.InPayload(Trimmed) ?? Jwt;
        return VerifyAsync();
    }

    private string Trimmed => Jwt?.Trim() ?? "";

    private Task MakeAsync(string name)
    {
        var preset = TokenPresets.All.FirstOrDefault(p => p.Key == name) ?? TokenPresets.All[0];
        // What the browser sent stands in ModelState and would be shown in place of the new values.
        ModelState.Clear();
        Preset = preset.Key;
        Jwt = preset.Make(keys, time.GetUtcNow());
        Allow = preset.Shared ? [SecurityAlgorithms.HmacSha256] : [.. new VerifierPolicy().Algorithms];
        return VerifyAsync();
    }

    private async Task VerifyAsync()
    {
        Policy = new VerifierPolicy
        {
            Algorithms = [.. VerifierPolicy.KnownAlgorithms.Intersect(Allow, StringComparer.Ordinal)],
            Type = Type ?? "",
            Issuer = Issuer ?? "",
            Audience = Audience ?? "",
            SkewSeconds = Math.Clamp(Skew, 0, 300),
            Off =
            [
                .. StepVerifier
                    .Checks.Where(c => c.Switchable)
                    .Select(c => c.Key)
                    .Except(Check, StringComparer.Ordinal),
            ],
        };
        Verdict = StepVerifier.Verify(Trimmed, Policy, keys.Published, time.GetUtcNow());
        Library = await LibraryOpinion.OfAsync(Trimmed, Policy, keys.Published);
    }
}
