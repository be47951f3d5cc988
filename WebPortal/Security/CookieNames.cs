namespace WebPortal.Security;

/// <summary>Every cookie that the portal sets, beside the session's own (see UserSessionOptions). A test fails on any other.</summary>
internal static class CookieNames
{
    public const string Antiforgery = "__Host-antiforgery";

    /// <summary>A message for the next page, after a redirect.</summary>
    public const string Notice = "__Host-notice";

    /// <summary>Which accounts signed in from this browser: their own budget of tries, nothing else.</summary>
    public const string KnownBrowser = "__Host-known";

    /// <summary>What a link in a mail carried, so that it does not stay in the address bar; 15 minutes.</summary>
    public const string MailLink = "__Host-mail-link";

    /// <summary>Binds one attempt at a provider to this browser; a random name follows. Ten minutes, and gone when the answer came.</summary>
    public const string CorrelationPrefix = "__Host-correlation.";

    /// <summary>The same for the nonce of an ID token.</summary>
    public const string NoncePrefix = "__Host-nonce.";

    /// <summary>Names an identity of a provider that waits for a proof or a mail; an hour at most.</summary>
    public const string PendingIdentity = "__Host-pending";
}

/// <summary>
/// Secure on plain http too: browsers treat http://localhost as trustworthy and accept it, and the antiforgery service with
/// <see cref="CookieSecurePolicy.Always"/> throws there.
/// </summary>
internal sealed class AlwaysSecureCookie : CookieBuilder
{
    public AlwaysSecureCookie(string name)
    {
        Name = name;
        Path = "/";
        HttpOnly = true;
        SameSite = SameSiteMode.Strict;
        SecurePolicy = CookieSecurePolicy.None;
        IsEssential = true;
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}
