using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Account.Proofs;

namespace WebPortal.Features.Account;

/// <summary>After a fresh proof: shows the form that waited, to be sent on with one press.</summary>
internal sealed class GoOnModel(HeldPosts held, FreshProof proof) : PageModel
{
    internal HeldPost Post { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await held.FindAsync(HttpContext) is not { } post)
            return NotFound();
        Post = post;
        return await proof.IsRecentAsync(HttpContext) ? Page() : Redirect(FreshProof.Address(post.Path, held: true));
    }
}
