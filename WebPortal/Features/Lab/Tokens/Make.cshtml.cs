using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Features.Lab.Tokens;

[AllowAnonymous]
[BoundedForm]
internal sealed class MakeModel(DemoKeys keys, TimeProvider time) : PageModel
{
    private static readonly HashSet<string> OfTheKey = new(StringComparer.Ordinal)
    {
        "alg",
        "kid",
        "x5t",
        "enc",
        "zip",
    };

    [BindProperty]
    public string? Claims { get; set; }

    [BindProperty]
    public string? Header { get; set; }

    [BindProperty]
    public string Algorithm { get; set; } = SecurityAlgorithms.EcdsaSha256;

    [BindProperty]
    public bool Anyway { get; set; }

    public IReadOnlyList<SensitiveClaim> Sensitive { get; private set; } = [];

    public string? Made { get; private set; }

    /// <summary>What the verifier must allow for it.</summary>
    public IReadOnlyList<string> Allow =>
        Algorithm == SecurityAlgorithms.HmacSha256 ? [Algorithm] : new VerifierPolicy().Algorithms;

    public void OnGet()
    {
        Claims = LabClaims.At(time.GetUtcNow()).Pretty();
        Header = """{ "typ": "at+jwt" }""";
    }

    public void OnPost()
    {
        if (!VerifierPolicy.KnownAlgorithms.Contains(Algorithm, StringComparer.Ordinal))
            ModelState.AddModelError(nameof(Algorithm), "Choose one of the three.");
        var claims = JsonField.Read(ModelState, nameof(Claims), Claims);
        var header = JsonField.Read(ModelState, nameof(Header), Header);
        if (
            header is { } h
            && h.EnumerateObject().FirstOrDefault(m => OfTheKey.Contains(m.Name))
                is { Value.ValueKind: not JsonValueKind.Undefined } taken
        )
            ModelState.AddModelError(
                nameof(Header),
                $"{taken.Name} comes from the key. A header that lies is among the tokens on the first page."
            );
        if (!ModelState.IsValid)
            return;
        Sensitive = SensitiveClaims.In(claims!.Value);
        if (Sensitive.Count > 0 && !Anyway)
            return;
        Made = TokenMaker.Sign(
            Claims!.Trim(),
            keys.SigningKey(Algorithm),
            header!.Value.EnumerateObject().ToDictionary(m => m.Name, m => (object)m.Value, StringComparer.Ordinal)
        );
    }
}
