using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;

namespace WebPortal.Security;

/// <summary>Razor Pages take every method, and run none of the page's code for one without a handler; here that is a 405.</summary>
internal sealed class Methods(RequestDelegate next)
{
    public static bool AreUnsafe(string method) =>
        !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));

    public Task InvokeAsync(HttpContext context)
    {
        if (
            context.GetEndpoint() is not RouteEndpoint endpoint
            || endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not null
            || IsForPages(context.Request.Method)
        )
            return next(context);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD, POST";
        return Task.CompletedTask;
    }

    private static bool IsForPages(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPost(method);
}

/// <summary>The second pass of a request, in which the error page stands for what failed: it was judged in the first.</summary>
internal static class ErrorPass
{
    public static bool Is(HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>() is not null
        || context.Features.Get<IExceptionHandlerFeature>() is not null;
}

/// <summary>A POST to a page that has no handler for it would render the page as if something had been done.</summary>
internal sealed class HandlersOnly : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context) { }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var http = context.HttpContext;
        if (context.HandlerMethod is null && Methods.AreUnsafe(http.Request.Method) && !ErrorPass.Is(http))
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context) { }
}
