using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Issuer.Features.Sessions;

namespace WebPortal.Issuer.Features.Home;

internal sealed class IndexModel : PageModel
{
    public SignedIn? SignedIn => IssuerSessions.Current(HttpContext);
}
