namespace WebPortal.Security;

/// <summary>
/// Outside Development nothing but the health probes is served over plain http: a page is sent on to https, a form is refused, since what it
/// carried has already been on the wire in the clear.
/// </summary>
internal static class SecureTransport
{
    public static void UseSecureTransport(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
            return;
        var origin = app.Services.GetRequiredService<PublicOrigin>();
        app.Use(
            (context, next) =>
            {
                var request = context.Request;
                if (request.IsHttps || request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                    return next(context);
                if (Methods.AreUnsafe(request.Method))
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                else
                    context.Response.Redirect(
                        origin.Value
                            + request.PathBase.ToUriComponent()
                            + request.Path.ToUriComponent()
                            + request.QueryString
                    );
                return Task.CompletedTask;
            }
        );
    }
}
