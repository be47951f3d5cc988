using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using WebPortal.Security;

namespace WebPortal.Features.Errors;

internal static partial class ErrorsModule
{
    private const string Path = "/error";

    /// <summary>One page for every status: what happened, what to do, and a reference that the log has too.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("WebPortal.Errors");
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (context.Response.StatusCode >= 400)
                    Record(logger, context);
            }
        );
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = Path,
                StatusCodeSelector = StatusOf,
                // What is no fault of the code is one line with its reference (below), not a stack trace for each request of an outage.
                SuppressDiagnosticsCallback = failure => StatusOf(failure.Exception) != 500,
            }
        );
        app.UseStatusCodePagesWithReExecute(Path);
    }

    /// <summary>A write whose session cannot be checked is not carried out.</summary>
    public static void UseUncheckedWrites(this WebApplication app) =>
        app.UseWhen(context => !ErrorPass.Is(context), first => first.UseMiddleware<UncheckedWrites>());

    /// <summary>Names one request on the error page and in the log.</summary>
    internal static string ReferenceOf(HttpContext context) =>
        Activity.Current?.TraceId.ToString()[..12] ?? context.TraceIdentifier;

    private static int StatusOf(Exception exception) =>
        exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            _ when Outages.Are(exception) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };

    private static void Record(ILogger logger, HttpContext context)
    {
        var status = context.Response.StatusCode;
        var level = status >= 500 ? LogLevel.Error : LogLevel.Information;
        if (!logger.IsEnabled(level))
            return;
        var failure = context.Features.Get<IExceptionHandlerPathFeature>();
        // No query: it may hold a mail's token. Percent-encoded: a path with a newline in it would forge a line.
        var path = new PathString(
            failure?.Path ?? context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? context.Request.Path
        ).ToUriComponent();
        var cause = failure?.Error.GetType().Name ?? "";
        var reference = ReferenceOf(context);
        Log.Answered(logger, level, status, context.Request.Method, path, reference, cause);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Answered {Status} to {Method} {Path}, reference {Reference} {Cause}")]
        public static partial void Answered(
            ILogger logger,
            LogLevel level,
            int status,
            string method,
            string path,
            string reference,
            string cause
        );
    }
}
