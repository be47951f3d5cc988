using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using WebPortal.Security;

namespace WebPortal.Features.Account.Throttling;

/// <summary>
/// Remembers in a protected cookie which accounts signed in from this browser. It lets nobody in; it only has tries of its own, so that somebody
/// who guesses at an account from the same network does not make its owner wait.
/// </summary>
internal sealed class KnownBrowser(IDataProtectionProvider protection)
{
    private const int MaxAccounts = 4;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);
    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("WebPortal.KnownBrowser")
        .ToTimeLimitedDataProtector();

    /// <summary>A name of this browser when it knows the account, otherwise null.</summary>
    public string? FindDevice(HttpContext context, string account) =>
        Read(context) is { } known && known.Accounts.Contains(Mark(account)) ? known.Device : null;

    /// <summary>Call it after a sign-in succeeded.</summary>
    public void Remember(HttpContext context, string account)
    {
        var known = Read(context);
        var device = known?.Device ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var mark = Mark(account);
        var accounts = (known?.Accounts ?? []).Where(a => a != mark).Prepend(mark).Take(MaxAccounts);
        var options = new AlwaysSecureCookie(CookieNames.KnownBrowser) { MaxAge = Lifetime }.Build(context);
        context.Response.Cookies.Append(
            CookieNames.KnownBrowser,
            _protector.Protect(string.Join(' ', accounts.Prepend(device)), Lifetime),
            options
        );
    }

    private (string Device, string[] Accounts)? Read(HttpContext context)
    {
        if (context.Request.Cookies[CookieNames.KnownBrowser] is not { Length: > 0 and < 2048 } cookie)
            return null;
        try
        {
            var parts = _protector.Unprotect(cookie).Split(' ');
            return (parts[0], parts[1..]);
        }
        catch (CryptographicException)
        {
            return null; // Forged, too old, or from before the keys were lost: an unknown browser.
        }
    }

    private static string Mark(string account) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.ToUpperInvariant())).AsSpan(0, 8));
}
