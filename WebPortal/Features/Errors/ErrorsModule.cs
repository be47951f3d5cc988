using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.SqlClient;
using StackExchange.Redis;

namespace WebPortal.Features.Errors;

internal static class ErrorsModule
{
    private const string Path = "/error";

    /// <summary>One page for every status: what happened, what to do, and a reference that the log has too.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions { ExceptionHandlingPath = Path, StatusCodeSelector = StatusOf }
        );
        app.UseStatusCodePagesWithReExecute(Path);
    }

    public static void MapErrors(this WebApplication app) { }

    private static int StatusOf(Exception exception) =>
        exception switch
        {
            RedisException or TimeoutException or SqlException => StatusCodes.Status503ServiceUnavailable,
            BadHttpRequestException bad => bad.StatusCode,
            _ => StatusCodes.Status500InternalServerError,
        };
}
