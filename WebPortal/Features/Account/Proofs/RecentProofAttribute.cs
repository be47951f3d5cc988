using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace WebPortal.Features.Account.Proofs;

/// <summary>
/// Put it on a page model whose POST may only be done by somebody who proved lately who they are:
/// <code>
/// [RecentProof]
/// internal sealed class ConnectionsModel : PageModel
/// </code>
/// A GET is never asked. When the session's proof is older than <see cref="AccountOptions.ProofMaxAge"/> (15 minutes), an unsafe handler does
/// not run: the form's fields are kept (see <see cref="HeldPosts"/>), the person proves it at <c>/prove</c>, the session gets a new key, and the
/// form is sent on with one press. A form with a field that holds a secret is not kept; the person comes back to the page instead.
/// <para>For a condition that the attribute cannot express, ask <see cref="FreshProof"/> in the handler.</para>
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RecentProofAttribute : Attribute, IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        var http = context.HttpContext;
        var proof = http.RequestServices.GetRequiredService<FreshProof>();
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            await next();
        else if (await proof.IsRecentAsync(http))
        {
            await proof.DoneAsync(http);
            await next();
        }
        else
            context.Result = new RedirectResult(await proof.AskAsync(http));
    }
}
