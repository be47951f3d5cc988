using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Lanes;

/// <summary>A lane says no in one shape: 401 or 403 and why, never a redirect.</summary>
internal static class LaneRefusal
{
    private static readonly object Key = new();

    /// <summary>Why the lane will refuse this request, where the scheme itself cannot say it.</summary>
    public static void Because(HttpContext context, string why) => context.Items[Key] = why;

    public static void Apply(CookieAuthenticationOptions cookie, string ended)
    {
        cookie.Events.OnRedirectToLogin = context =>
            WriteAsync(context.HttpContext, 401, context.HttpContext.Items[Key] as string ?? ended);
        cookie.Events.OnRedirectToAccessDenied = context =>
            WriteAsync(context.HttpContext, 403, "not an administrator");
    }

    public static void Apply(JwtBearerEvents events)
    {
        events.OnChallenge = context =>
        {
            context.HandleResponse();
            var why = context.AuthenticateFailure switch
            {
                null => "no token",
                SecurityTokenExpiredException => "expired",
                SecurityTokenSignatureKeyNotFoundException => "signing key gone",
                LaneRefused refused => refused.Message,
                _ => "not valid",
            };
            context.Response.Headers.WWWAuthenticate = $"Bearer error=\"invalid_token\", error_description=\"{why}\"";
            return WriteAsync(context.HttpContext, 401, why);
        };
        events.OnForbidden = context => WriteAsync(context.HttpContext, 403, "not an administrator");
    }

    public static Task WriteAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { title = why },
            options: null,
            contentType: "application/problem+json"
        );
    }
}

internal sealed class LaneRefused(string why) : Exception(why);
