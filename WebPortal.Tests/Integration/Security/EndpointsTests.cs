using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Security;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

/// <summary>The built application's own list of endpoints, against what we mean to be open.</summary>
public sealed class EndpointsTests(PortalFixture portal)
{
    /// <summary>Everything that strangers may open, beside the files of wwwroot. The whole truth: a new one needs its line here.</summary>
    private static readonly string[] Anonymous =
    [
        "",
        "confirm-email",
        "decide",
        "dev/mailbox/{id:int?}",
        "error",
        "forgot-password",
        "health/live",
        "health/ready",
        "lab",
        "lab/claims",
        "lab/claims/corrections",
        "lab/claims/{number}",
        "lab/lanes",
        "lab/lanes/{key}",
        "lab/lanes/{key}/try",
        "lab/lanes/c/sign-in",
        "lab/lanes/s/sign-in",
        "lab/race",
        "lab/race/{run}",
        "lab/race/{run}.csv",
        "lab/source/{**path}",
        "lab/tokens",
        "lab/tokens/bench.json",
        "lab/tokens/encrypt",
        "lab/tokens/keys",
        "lab/tokens/make",
        "lab/tokens/probe",
        "lab/tokens/sizes",
        "lab/tokens/verifiers",
        "live/lab/{run}",
        "register",
        "reset-password",
        "risc/{name}",
        "sign-in",
        "sign-in/address",
        "sign-in/address/confirm",
        "sign-in/link",
        "sign-in/with/{scheme}",
        "sign-out",
        "signout-oidc-backchannel/{name}",
    ];

    /// <summary>Unsafe endpoints that take no antiforgery token, each proving its caller in another way.</summary>
    private static readonly string[] WithoutToken =
    [
        // For curl and for the races' own client: name and password of a person of the lab prove the caller, and what they open is the lab's own page.
        "lab/lanes/c/sign-in",
        "lab/lanes/s/sign-in",
        "lab/lanes/{key}/try",
        // A provider's signed token proves these.
        "risc/{name}",
        "signout-oidc-backchannel/{name}",
    ];

    [Fact]
    public void Strangers_may_open_exactly_what_is_listed() =>
        Assert.Equal(Anonymous.Order(), Endpoints().Where(IsAnonymous).Select(Name).Distinct().Order());

    [Fact]
    public async Task Everything_else_sends_strangers_to_sign_in_or_answers_401()
    {
        var closed = Endpoints().Where(e => !IsAnonymous(e)).ToList();
        Assert.NotEmpty(closed);
        foreach (var endpoint in closed)
        {
            var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(Sample));
            var isPage = endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null;
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "HEAD", "POST"];
            foreach (var method in methods)
            {
                var response = await RawHttp.SendAsync(
                    portal.A.Url,
                    $"{method} {path}",
                    "Content-Length: 0",
                    "Accept: */*"
                );
                Assert.True(response.Status == (isPage ? 302 : 401), $"{method} {path}: {response.Status}");
                Assert.Equal(isPage, response.Header("Location") is not null);
                if (isPage)
                    Assert.StartsWith(
                        $"http://localhost:{portal.A.Url.Port}/sign-in?returnUrl=",
                        response.Header("Location"),
                        StringComparison.Ordinal
                    );
            }
        }
    }

    [Fact]
    public void Every_unsafe_endpoint_asks_for_an_antiforgery_token()
    {
        var somebody = new ClaimsPrincipal(new ClaimsIdentity("test"));
        var without = Endpoints()
            .Where(CanBeUnsafe)
            .Where(e => !FormTokens.IsRequired(e, somebody))
            .Select(Name)
            .Distinct();
        Assert.Equal(WithoutToken.Order(), without.Order());
    }

    [Fact]
    public void What_other_sites_may_call_says_why()
    {
        foreach (var endpoint in Endpoints())
        {
            if (endpoint.Metadata.GetMetadata<AllowsCrossSite>() is { } allowed)
                Assert.True(allowed.Why.Length > 20, Name(endpoint));
        }
    }

    private List<RouteEndpoint> Endpoints() =>
        [
            .. portal
                .A.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                // In Development only: finds files of wwwroot that were added since the build.
                .Where(e => e.RoutePattern.RawText != "{**path:file}"),
        ];

    private static bool IsAnonymous(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool CanBeUnsafe(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { } methods
        || endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Any(Methods.AreUnsafe);

    private static string Name(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/');

    private static string Sample(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPathSegment segment) =>
        segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content
        : segment.Parts[0]
            is Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart
            {
                ParameterPolicies: [{ Content: "length(22)" }, ..]
            }
            ? new string('x', 22) // An address that no route matches is not found, whoever asks.
        : "x";
}
