using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Lab.Wire;

/// <summary>One source file of the lab or of the session core, as it was compiled. Only what the build embedded can be named.</summary>
[AllowAnonymous]
internal sealed class SourceModel : PageModel
{
    public RepositorySource Source { get; private set; } = null!;

    public IReadOnlyList<string> Lines => Source.Text.Split('\n');

    public IActionResult OnGet(string? path)
    {
        if (RepositorySource.Find(path) is not { } source)
            return NotFound();
        Source = source;
        return Page();
    }
}
