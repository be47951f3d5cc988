using System.Buffers.Text;
using System.Text;
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
        var claims = Read(nameof(Claims), Claims);
        var header = Read(nameof(Header), Header);
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

    private JsonElement? Read(string field, string? text)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) > Examination.LongestToken / 2)
        {
            ModelState.AddModelError(field, text is null ? "Write a JSON object, at least {}." : "Longer than 8 KB.");
            return null;
        }
        try
        {
            JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException e)
        {
            ModelState.AddModelError(
                field,
                $"Not JSON: line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}."
            );
            return null;
        }
        // Read as a verifier will read it: what it would refuse is not signed.
        var part = TokenPart.OfJson(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)));
        if (part.Fault == PartFault.None)
            return part.Json;
        ModelState.AddModelError(
            field,
            part.Fault switch
            {
                PartFault.NotAnObject => "A JSON object is needed: it begins with { and ends with }.",
                PartFault.DuplicateMember => "A name stands twice: two readers may take different ones.",
                _ => "Half of a character stands in it (a lone surrogate).",
            }
        );
        return null;
    }
}
