using Microsoft.AspNetCore.Authentication.Cookies;

namespace WebPortal.Features.Sessions;

/// <summary>
/// Reads the session cookie by its exact name. ASP.NET Core matches cookie names ignoring case and lets the last one win, so that
/// <c>__HOST-SESSION</c>, which a sibling host can set without the prefix's guarantees, would override <c>__Host-session</c> (cookie tossing).
/// A request that carries two is anonymous and logged.
/// </summary>
internal sealed partial class ExactCookieManager(ILogger<ExactCookieManager> logger) : ICookieManager
{
    public string? GetRequestCookie(HttpContext context, string key)
    {
        if (context.Features.Get<PreviousSession>() is not null)
            return null;
        string? value = null;
        foreach (var header in context.Request.Headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range].Trim();
                if (
                    pair.Length <= key.Length
                    || pair[key.Length] != '='
                    || !pair[..key.Length].Equals(key, StringComparison.OrdinalIgnoreCase)
                )
                    continue;
                if (value is not null)
                {
                    Log.SessionCookieTwice(logger, context.Connection.RemoteIpAddress?.ToString());
                    return null;
                }
                value = pair[..key.Length].SequenceEqual(key) ? pair[(key.Length + 1)..].ToString() : "";
            }
        }
        return string.IsNullOrEmpty(value) ? null : value;
    }

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        context.Response.Cookies.Append(key, value ?? "", options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        context.Response.Cookies.Delete(key, options);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "A request from {Address} carried the session cookie twice and is anonymous."
        )]
        public static partial void SessionCookieTwice(ILogger logger, string? address);
    }
}
