using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Lab.Claims;

[AllowAnonymous]
internal sealed class CorrectionsModel : PageModel;
