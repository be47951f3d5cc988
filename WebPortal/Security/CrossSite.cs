using Microsoft.AspNetCore.Authorization;
using Microsoft.Net.Http.Headers;

namespace WebPortal.Security;

/// <summary>Endpoint metadata: other sites may call this, for the reason given. For what a provider calls, such as a back-channel logout or a form_post.</summary>
internal sealed record AllowsCrossSite(string Why);

/// <summary>Set on a request that was refused because another site made it, so that the error page can say so.</summary>
internal sealed class CrossSiteRefusal;

/// <summary>
/// Refuses what another site made the browser send, by the browser's own word for it (Fetch metadata), before any code of ours runs.
/// The second wall beside antiforgery tokens: SameSite cookies let a sibling host through, this does not.
/// </summary>
internal sealed partial class CrossSite(RequestDelegate next, PublicOrigin origin, ILogger<CrossSite> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Without an endpoint of ours it is a 404, or the way back from a sign-in provider, which the authentication handler checks by its own state.
        if (
            context.GetEndpoint() is not RouteEndpoint endpoint
            || endpoint.Metadata.GetMetadata<AllowsCrossSite>() is not null
            || Allows(context.Request, endpoint)
        )
            return next(context);
        Log.Refused(logger, context.Request.Method, context.Request.Path.ToUriComponent());
        context.Features.Set(new CrossSiteRefusal());
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private bool Allows(HttpRequest request, Endpoint endpoint)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (Methods.AreUnsafe(request.Method))
        {
            return site.Count switch
            {
                // An old browser, or no browser: whoever sends an Origin must have the right one.
                0 => OriginIsOwn(request),
                1 when site == "same-origin" => true,
                1 when site == "none" => OriginIsOwn(request),
                _ => false,
            };
        }

        // Resource isolation: another site may link here, and may not embed, fetch or frame what only a session may see.
        return site.Count == 0
            || site == "same-origin"
            || site == "none"
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            || IsPlainNavigation(request);
    }

    private static bool IsPlainNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";

    private bool OriginIsOwn(HttpRequest request)
    {
        var sent = request.Headers.Origin;
        return sent.Count == 0
            || sent.Count == 1 && (sent == $"{request.Scheme}://{request.Host}" || sent == origin.Value);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Refused {Method} {Path}: another site made the browser send it.")]
        public static partial void Refused(ILogger logger, string method, string path);
    }
}

internal static class CrossSiteExtensions
{
    /// <summary>Other sites may call this endpoint, and no antiforgery token is asked of them. Say why; the endpoint must prove the caller itself.</summary>
    public static TBuilder AllowCrossSite<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AllowsCrossSite(why)).DisableAntiforgery();
}
