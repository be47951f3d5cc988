namespace WebPortal.Features.Lab.Lanes.OidcSession;

/// <summary>
/// Each start of a sign-in leaves two long cookies on this host. Another site that sends a browser there again and again would fill its Cookie header
/// until every page, the portal's too, is refused (431).
/// </summary>
internal sealed class OwnSiteOnly : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            ? next(context)
            : ValueTask.FromResult<object?>(Results.StatusCode(StatusCodes.Status403Forbidden));
}
