using System.Security.Claims;
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
        if (Methods.AreUnsafe(context.Request.Method) && IsRequired(context.GetEndpoint(), context.User))
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

    internal static bool IsRequired(Endpoint? endpoint, ClaimsPrincipal user) =>
        endpoint?.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: false }
        && (
            user.Identity is { IsAuthenticated: true }
            || endpoint?.Metadata.GetMetadata<StrangersNeedNoFormToken>() is null
        );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Refused a form sent to {Path}: {Why}")]
        public static partial void Refused(ILogger logger, string path, string why);
    }
}

/// <summary>
/// Endpoint metadata: a stranger may send this form without a token, since it does nothing for them. Signing out is one: a page that was open when the
/// session ended carries a token for somebody who is not signed in any more, and its button must not end in an error.
/// </summary>
internal sealed class StrangersNeedNoFormToken;
