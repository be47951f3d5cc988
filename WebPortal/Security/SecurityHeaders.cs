namespace WebPortal.Security;

internal static class SecurityHeaders
{
    /// <summary>On every response, errors and files included.</summary>
    public static HeaderPolicyCollection For(IHostEnvironment environment)
    {
        var headers = new HeaderPolicyCollection()
            .AddContentTypeOptionsNoSniff()
            .AddFrameOptionsDeny()
            .AddReferrerPolicySameOrigin()
            .AddCrossOriginOpenerPolicy(p => p.SameOrigin())
            .AddCrossOriginResourcePolicy(p => p.SameOrigin())
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddStyleSrc().Self();
                csp.AddScriptSrc().Self();
                csp.AddConnectSrc().Self();
                csp.AddImgSrc().Self().Data();
                csp.AddFormAction().Self();
                csp.AddBaseUri().None();
                csp.AddFrameAncestors().None();
                csp.AddObjectSrc().None();
            })
            .RemoveServerHeader();
        return environment.IsDevelopment()
            ? headers
            : headers.AddStrictTransportSecurityMaxAgeIncludeSubDomains(maxAgeInSeconds: 31_536_000);
    }
}
