using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Filters;

namespace WebPortal.Issuer.Features.SignIn;

/// <summary>
/// The antiforgery check of the sign-in page. The automatic one answers with an error page that has no way on; but a form that was open while another
/// tab signed in is only old.
/// </summary>
internal sealed class OldFormFilter(IAntiforgery antiforgery) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsPost(request.Method) && !await antiforgery.IsRequestValidAsync(context.HttpContext))
            context.Result = ((SignInModel)context.HandlerInstance).OldForm();
        else
            await next();
    }
}
