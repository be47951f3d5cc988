using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Tokens.Rotation;

namespace WebPortal.Features.Lab.Tokens;

[AllowAnonymous]
internal sealed class KeysModel(RotationRuns runs) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "run")]
    public string? RunId { get; set; }

    public RotationRun? Run { get; private set; }

    public void OnGet() => Run = runs.Find(RunId);

    public IActionResult OnPost(string? act)
    {
        Run = act == "begin" ? runs.Begin() : runs.Find(RunId);
        switch (act)
        {
            case "publish":
                Run?.Publish();
                break;
            case "wait":
                Run?.Wait();
                break;
            case "retire":
                Run?.Retire();
                break;
        }
        return RedirectToPage(new { run = Run?.Id ?? RunId });
    }
}
