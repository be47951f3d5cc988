using Microsoft.AspNetCore.Antiforgery;

namespace WebPortal.Security;

/// <summary>
/// Every unsafe request needs an antiforgery token, pages and endpoints alike, unless its endpoint says otherwise with the framework's
/// DisableAntiforgery (a test lists those). The framework by itself asks for one only where a form is bound. Runs after authorization,
/// since a token belongs to a person. A form that cannot be read is a 400 here, and never reaches a handler.
/// </summary>
internal sealed partial class FormTokens(RequestDelegate next, IAntiforgery antiforgery, ILogger<FormTokens> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Methods.AreUnsafe(context.Request.Method) && IsRequired(context.GetEndpoint()))
        {
            try
            {
                await antiforgery.ValidateRequestAsync(context);
            }
            catch (AntiforgeryValidationException e)
            {
                Log.Refused(logger, context.Request.Path.ToUriComponent(), e.Message);
                context.Response.StatusCode =
                    (e.InnerException as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
                return;
            }
        }
        await next(context);
    }

    internal static bool IsRequired(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: false };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Refused a form sent to {Path}: {Why}")]
        public static partial void Refused(ILogger logger, string path, string why);
    }
}
