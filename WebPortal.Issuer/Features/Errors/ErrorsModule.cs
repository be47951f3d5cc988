namespace WebPortal.Issuer.Features.Errors;

internal static class ErrorsModule
{
    /// <summary>One page for every status, in Development too: it never shows a stack trace, the log does.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler("/error");
        app.UseStatusCodePagesWithReExecute("/error");
    }
}
