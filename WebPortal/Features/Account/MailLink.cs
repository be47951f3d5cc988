using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using WebPortal.Security;

namespace WebPortal.Features.Account;

/// <summary>What a link in a mail carried.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="Token">Identity's token: bound to the security stamp, so that using it once makes it useless.</param>
/// <param name="NewEmail">For a change of address.</param>
internal sealed record MailLink(string UserId, string Token, string? NewEmail);

/// <summary>
/// Moves the token of a link out of the address bar, where histories, logs, screenshots and referrers would keep it: the first GET puts it into
/// a protected cookie and redirects to the bare path.
/// </summary>
internal sealed class MailLinks(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("WebPortal.MailLink")
        .ToTimeLimitedDataProtector();

    /// <summary>True when the query carried a token: redirect to the page's bare path.</summary>
    public bool Take(HttpContext context)
    {
        string? userId = context.Request.Query["u"];
        string? token = context.Request.Query["t"];
        if (userId is not { Length: > 0 and <= 64 } || token is not { Length: > 0 and <= 1500 })
            return false;
        string? newEmail = context.Request.Query["e"];
        Keep(context, new MailLink(userId, token, newEmail is { Length: <= 254 } ? newEmail : null));
        return true;
    }

    /// <summary>From here on this browser has opened <paramref name="link"/>.</summary>
    public void Keep(HttpContext context, MailLink link) =>
        context.Response.Cookies.Append(
            CookieNames.MailLink,
            _protector.Protect(JsonSerializer.Serialize(link), Lifetime),
            Options(context, Lifetime)
        );

    /// <summary>What <see cref="Take"/> kept, or null.</summary>
    public MailLink? Find(HttpContext context)
    {
        if (context.Request.Cookies[CookieNames.MailLink] is not { Length: > 0 } cookie)
            return null;
        try
        {
            return JsonSerializer.Deserialize<MailLink>(_protector.Unprotect(cookie));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    public static void Drop(HttpContext context) =>
        context.Response.Cookies.Delete(CookieNames.MailLink, Options(context, maxAge: null));

    // Lax: the redirect follows a press in a mail, which is another site; a Strict cookie would be missing there.
    private static CookieOptions Options(HttpContext context, TimeSpan? maxAge) =>
        new AlwaysSecureCookie(CookieNames.MailLink) { SameSite = SameSiteMode.Lax, MaxAge = maxAge }.Build(context);
}
