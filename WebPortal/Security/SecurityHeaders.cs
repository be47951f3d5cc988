using Microsoft.AspNetCore.StaticAssets;

namespace WebPortal.Security;

/// <summary>
/// A host that a form of the portal may end at, such as a sign-in provider: Chromium applies form-action to the redirect after a POST too.
/// Register one as a singleton for each provider, as an origin ("https://accounts.google.com").
/// </summary>
internal sealed record FormActionOrigin(string Origin);

internal static class SecurityHeaders
{
    /// <summary>The only code that may turn text into markup (see site.js).</summary>
    private const string TrustedTypesPolicy = "own-pages";

    /// <summary>On every response, errors and files included.</summary>
    public static HeaderPolicyCollection For(IHostEnvironment environment, IEnumerable<FormActionOrigin> formTargets)
    {
        var headers = new HeaderPolicyCollection()
            .AddContentTypeOptionsNoSniff()
            .AddFrameOptionsDeny()
            .AddReferrerPolicySameOrigin()
            .AddCrossOriginOpenerPolicy(p => p.SameOrigin())
            .AddCrossOriginResourcePolicy(p => p.SameOrigin())
            .AddCustomHeader(
                "Permissions-Policy",
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
                    + "publickey-credentials-create=(self), publickey-credentials-get=(self)"
            )
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddStyleSrc().Self();
                csp.AddScriptSrc().Self();
                csp.AddConnectSrc().Self();
                csp.AddImgSrc().Self().Data();
                var formAction = csp.AddFormAction().Self();
                foreach (var target in formTargets)
                    formAction.From(target.Origin);
                csp.AddBaseUri().None();
                csp.AddFrameAncestors().None();
                csp.AddObjectSrc().None();
                csp.AddRequireTrustedTypesFor().Script();
                csp.AddTrustedTypes().AllowPolicy(TrustedTypesPolicy);
            })
            .RemoveServerHeader();
        return environment.IsDevelopment()
            ? headers
            : headers.AddStrictTransportSecurityMaxAgeIncludeSubDomains(maxAgeInSeconds: 31_536_000);
    }

    /// <summary>
    /// Nothing but the files of wwwroot may stay in a cache or in the browser's history: pages are somebody's own, or hold a form's token.
    /// Runs last, so that no page can forget it.
    /// </summary>
    public static void UseNoStore(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(
                    static state =>
                    {
                        var http = (HttpContext)state;
                        var file = http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
                        if (!file || http.Response.StatusCode >= 400)
                            http.Response.Headers.CacheControl = "no-store";
                        return Task.CompletedTask;
                    },
                    context
                );
                return next(context);
            }
        );
}

/// <summary>Before the framework's own host filter, so that the answers of that carry the headers too.</summary>
internal sealed class HeadersFirst(IHostEnvironment environment, IEnumerable<FormActionOrigin> formTargets)
    : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.UseSecurityHeaders(SecurityHeaders.For(environment, formTargets));
            app.UseNoStore();
            next(app);
        };
}
