using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.People;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.SignIn;

[IgnoreAntiforgeryToken(Order = 2000), TypeFilter<OldFormFilter>]
internal sealed partial class SignInModel(
    IssuerDbContext db,
    IssuerSessions sessions,
    PasswordCheck passwords,
    SignInThrottle throttle,
    DemoPasswords demo,
    IOptions<IssuerOptions> options,
    ILogger<SignInModel> logger
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string Login { get; set; } = "";

    public string? Problem { get; private set; }

    public string? ClientName =>
        ReturnAddress.ClientId(ReturnUrl) is { } id ? options.Value.Client(id)?.DisplayName : null;

    public IReadOnlyList<DemoPerson> DemoPeople => demo.Shown ? DemoPerson.All : [];

    public string PasswordOf(DemoPerson person) => demo.Of(person);

    public string Next => ReturnAddress.OrHome(ReturnUrl, Url);

    public void OnGet() { }

    public async Task<IActionResult> OnPostPasswordAsync(string? password)
    {
        var from = HttpContext.Connection.RemoteIpAddress;
        if (throttle.MustWait(Login, from))
        {
            Problem = "Too many wrong tries. Wait a minute, then try again.";
            return Answer(StatusCodes.Status429TooManyRequests);
        }
        if (await passwords.FindAsync(Login, password ?? "", HttpContext.RequestAborted) is { } person)
            return await StartAsync(person, "password");
        throttle.CountWrong(Login, from);
        Log.Refused(logger);
        Problem = "That name and password do not match.";
        return Answer(StatusCodes.Status200OK);
    }

    /// <summary>The one-press sign-in of Development. Elsewhere it is not there, whatever was posted.</summary>
    public async Task<IActionResult> OnPostAsAsync()
    {
        if (!demo.Shown || DemoPerson.All.All(d => d.Login != Login))
            return NotFound();
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Login == Login, HttpContext.RequestAborted);
        if (!person.Disabled)
            return await StartAsync(person, "demo button");
        Problem = "This account is disabled.";
        return Answer(StatusCodes.Status200OK);
    }

    internal IActionResult OldForm()
    {
        Problem = "That form was old or did not come from this page. Nothing has happened; here is a new one.";
        return Answer(StatusCodes.Status400BadRequest);
    }

    private async Task<IActionResult> StartAsync(Person person, string method)
    {
        await sessions.StartAsync(HttpContext, person, HttpContext.RequestAborted);
        Log.SignedIn(logger, person.NumericId, method);
        Response.Headers.Location = Next;
        // 303: a 307 would send the password on (RFC 9700, 4.12).
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private PageResult Answer(int status)
    {
        var page = Page();
        page.StatusCode = status;
        return page;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Person {NumericId} signed in by {Method}.")]
        public static partial void SignedIn(ILogger logger, long numericId, string method);

        // Not the name that was typed: people type passwords into the wrong field.
        [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in was refused.")]
        public static partial void Refused(ILogger logger);
    }
}
