using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace WebPortal.Features.Lab.Tokens;

/// <summary>A form of at most 128 KB: told by its length before a byte of it is read, and cut off while reading when it does not say its length.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BoundedFormAttribute : Attribute, IAuthorizationFilter, IOrderedFilter
{
    private const long Most = 128 * 1024;

    /// <summary>Before the antiforgery check (1000), which reads the form.</summary>
    public int Order => 900;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        if (context.HttpContext.Request.ContentLength > Most)
            context.Result = new StatusCodeResult(StatusCodes.Status413PayloadTooLarge);
        else if (
            context.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is
            { IsReadOnly: false } body
        )
            body.MaxRequestBodySize = Most;
    }
}
