using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Security;

/// <summary>Headers, antiforgery and the keys that seal cookies.</summary>
internal static class BrowserSecurityModule
{
    public static void AddBrowserSecurity(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddDataProtection()
            .SetApplicationName("WebPortal.Issuer")
            .Services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<DataDirectory, ILoggerFactory>(
                (o, data, logs) =>
                    o.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(
                        data.Folder("protection"),
                        logs
                    )
            );
        builder.Services.AddAntiforgery(o => o.Cookie = AlwaysSecureCookie.Named("__Host-issuer-form"));
        builder.Services.AddCors();
    }

    public static void UseBrowserSecurity(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<IssuerOptions>>().Value;
        var origins = RegisteredOrigins.Of(options);
        var headers = new HeaderPolicyCollection();
        if (options.Origin.StartsWith("https://", StringComparison.Ordinal))
            headers.AddStrictTransportSecurityMaxAgeIncludeSubDomains(maxAgeInSeconds: 31_536_000);
        app.UseSecurityHeaders(
            headers
                .AddContentTypeOptionsNoSniff()
                .AddFrameOptionsDeny()
                // No code, state or request_uri of this origin travels to another one; forms keep their Origin header.
                .AddReferrerPolicySameOrigin()
                .AddCrossOriginOpenerPolicy(p => p.SameOrigin())
                .RemoveServerHeader()
                .AddContentSecurityPolicy(csp =>
                {
                    csp.AddDefaultSrc().None();
                    csp.AddStyleSrc().Self();
                    csp.AddImgSrc().Self();
                    csp.AddBaseUri().None();
                    csp.AddFrameAncestors().None();
                    // Chromium holds the redirect after a form's POST to form-action: consent ends at a client's address.
                    var form = csp.AddFormAction().Self();
                    foreach (var origin in origins)
                        form.From(origin);
                })
        );
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    // Every answer is about one person or one client, until something says otherwise.
                    if (context.Response.Headers.CacheControl.Count == 0)
                        context.Response.Headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
    }
}
