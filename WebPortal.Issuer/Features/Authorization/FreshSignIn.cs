using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Extensions;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Features.Authorization;

/// <summary>
/// Whether a request for authorization needs a new sign-in first (no session, prompt=login, max_age), and how the way
/// there and back proves that it took place: the moment of sending is sealed into the address, and the session's
/// auth_time must be younger. Taking prompt=login off the address instead would let anybody take it off.
/// </summary>
internal sealed class FreshSignIn(IDataProtectionProvider protection, TimeProvider clock)
{
    private const string Parameter = "signed_in_since";
    private readonly ITimeLimitedDataProtector _seal = protection
        .CreateProtector("fresh sign-in")
        .ToTimeLimitedDataProtector();

    public bool IsNeeded(HttpContext context, IssuerSession? session, bool always, long? maxAge)
    {
        if (session is null)
            return true;
        if (SentAt(context) is { } sent && session.AuthTime >= sent)
            return false;
        return always
            || (
                maxAge is { } seconds
                && clock.GetUtcNow() - session.AuthTime > TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue))
            );
    }

    public string SignInAddress(HttpContext context)
    {
        var parameters = Parameters(context.Request).Where(p => p.Key != Parameter).ToList();
        var now = clock.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
        parameters.Add(new(Parameter, _seal.Protect(now, TimeSpan.FromMinutes(15))));
        var back = context.Request.Path + new QueryBuilder(parameters).ToQueryString();
        return "/sign-in" + QueryString.Create("returnUrl", back);
    }

    /// <summary>The request's own parameters, wherever they came: OIDC lets a client send them by GET or by POST.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parameters(HttpRequest request)
    {
        var source = HttpMethods.IsPost(request.Method)
            ? request.Form
            : (IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>>)request.Query;
        return source
            .Where(p => !ConsentFields.IsOurs(p.Key))
            .SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")));
    }

    private DateTimeOffset? SentAt(HttpContext context)
    {
        var values = HttpMethods.IsPost(context.Request.Method)
            ? context.Request.Form[Parameter]
            : context.Request.Query[Parameter];
        if (values is not [{ Length: > 0 } sealedMoment])
            return null;
        try
        {
            return new DateTimeOffset(
                long.Parse(_seal.Unprotect(sealedMoment), CultureInfo.InvariantCulture),
                TimeSpan.Zero
            );
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
