using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>
/// Each attempt leaves a cookie or two until its answer comes. Somebody who starts a hundred and finishes none would end up with headers that no
/// server takes, so the oldest are dropped: four tabs may be on their way at once.
/// </summary>
internal static class AttemptCookies
{
    private const int Kept = 4;
    private static readonly string[] Prefixes = [CookieNames.CorrelationPrefix, CookieNames.NoncePrefix];

    public static void Prune(HttpContext context)
    {
        foreach (var prefix in Prefixes)
        {
            // Browsers send the oldest first (RFC 6265, 5.4); the parsed collection has no order.
            var names = context
                .Request.Headers.Cookie.SelectMany(header => (header ?? "").Split(';'))
                .Select(pair => pair.Split('=', 2)[0].Trim())
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .ToList();
            foreach (var name in names.SkipLast(Kept))
                Drop(context, name);
        }
    }

    public static void Drop(HttpContext context, string name) =>
        context.Response.Cookies.Delete(
            name,
            new CookieOptions
            {
                Path = "/",
                Secure = true,
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
            }
        );
}
