namespace WebPortal.Issuer.Security;

/// <summary>
/// A <c>__Host-</c> cookie that is Secure over http too: browsers take it on localhost, and antiforgery's own
/// SecurePolicy.Always answers 500 there.
/// </summary>
internal sealed class AlwaysSecureCookie : CookieBuilder
{
    public static AlwaysSecureCookie Named(string name) =>
        new()
        {
            Name = name,
            Path = "/",
            HttpOnly = true,
            IsEssential = true,
            // Lax, not Strict: the first page after a client's redirect is a cross-site navigation and needs its session.
            SameSite = SameSiteMode.Lax,
            SecurePolicy = CookieSecurePolicy.None,
        };

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}
