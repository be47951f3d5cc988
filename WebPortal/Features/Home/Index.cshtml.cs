using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Home;

[AllowAnonymous]
internal sealed class IndexModel : PageModel;
