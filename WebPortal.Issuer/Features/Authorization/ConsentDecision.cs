using Microsoft.AspNetCore.Antiforgery;

namespace WebPortal.Issuer.Features.Authorization;

internal enum Decision
{
    /// <summary>Nothing was decided: show the page. A client may POST its request too (OIDC Core, 3.1.2.1).</summary>
    None,
    Allow,
    Cancel,

    /// <summary>A decision that did not come from this issuer's own page: somebody forged the click.</summary>
    Forged,
}

/// <summary>Reads the click. The pages cannot use the automatic check: it would refuse a request that a client POSTs.</summary>
internal sealed class ConsentDecision(IAntiforgery antiforgery)
{
    public async Task<Decision> ReadAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType)
            return Decision.None;
        if (context.Request.Form[ConsentFields.Decision] is not [{ Length: > 0 } decision])
            return Decision.None;
        if (!await antiforgery.IsRequestValidAsync(context))
            return Decision.Forged;
        return decision == ConsentFields.Allow ? Decision.Allow : Decision.Cancel;
    }
}
