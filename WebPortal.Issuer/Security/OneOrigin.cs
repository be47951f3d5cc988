namespace WebPortal.Issuer.Security;

/// <summary>
/// The issuer answers on its own host name only. On <c>localhost</c> its cookies would lie in the portal's jar, and its
/// pages would share the portal's origin family; a person who typed that address is sent on, a program is refused.
/// </summary>
internal static class OneOrigin
{
    public static void UseOneOrigin(this WebApplication app)
    {
        var address = app.Services.GetRequiredService<IssuerAddress>();
        app.Use(
            async (context, next) =>
            {
                if (string.Equals(context.Request.Host.Host, address.Host, StringComparison.OrdinalIgnoreCase))
                    await next(context);
                else if (HttpMethods.IsGet(context.Request.Method))
                    context.Response.Redirect(address.Origin + "/");
                else
                    context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            }
        );
    }
}
