using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace WebPortal.Features.Sessions;

/// <summary>
/// The framework's cookie handler, with three differences.
/// <para>Every sign-in gets a new key. The framework re-uses the key of the request's cookie, so that a session planted in a victim's browser
/// becomes the victim's (session fixation; dotnet/aspnetcore #47503). Here a fresh inner handler that cannot see the cookie makes the sign-in.</para>
/// <para>Signing out asks the store to end the session even when this request could not be authenticated. The framework would take the cookie
/// and leave the session alive when the store was silent for a moment; here the store's failure is the sign-out's, and the cookie stays.</para>
/// <para>When the store did not answer, a page that needs a session answers 503, not a redirect to the sign-in page.</para>
/// </summary>
internal sealed class SessionCookieHandler(
    IOptionsMonitor<CookieAuthenticationOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : CookieAuthenticationHandler(options, logger, encoder)
{
    private readonly ILoggerFactory _loggers = logger;
    private bool _isInner;
    private bool _signedInAnew;

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        if (_isInner)
        {
            await base.HandleSignInAsync(user, properties);
            return;
        }

        if (properties is not null && properties.IsRotation() && (await AuthenticateAsync()).Properties is { } before)
            properties.CarryOn(before);
        var cookie = Options.CookieManager.GetRequestCookie(Context, Options.Cookie.Name!);
        Context.Features.Set(new PreviousSession(SessionKey.TryParse(cookie, out var key) ? key.Reference : null));
        _signedInAnew = true;
        try
        {
            var inner = new SessionCookieHandler(OptionsMonitor, _loggers, UrlEncoder) { _isInner = true };
            await inner.InitializeAsync(Scheme, Context);
            await inner.SignInAsync(user, properties);
        }
        finally
        {
            Context.Features.Set<PreviousSession>(null);
        }
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        if (
            Options.SessionStore is { } store
            && Options.CookieManager.GetRequestCookie(Context, Options.Cookie.Name!) is { } cookie
        )
            await store.RemoveAsync(cookie, Context, Context.RequestAborted);
        await base.HandleSignOutAsync(properties);
    }

    // The outer handler may hold the old ticket; it has nothing to add to the response any more.
    protected override Task FinishResponseAsync() => _signedInAnew ? Task.CompletedTask : base.FinishResponseAsync();

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!Context.GetUserSession().Unchecked)
            return base.HandleChallengeAsync(properties);
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        Response.Headers.RetryAfter = "5";
        return Task.CompletedTask;
    }
}

/// <summary>Set while a sign-in is made: the session of the request's cookie, and the sign that <see cref="ExactCookieManager"/> must hide that cookie.</summary>
internal sealed record PreviousSession(SessionReference? Reference);
