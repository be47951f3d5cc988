using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

/// <summary>The way back from a sign-in provider has no endpoint and comes from another site: it must reach the authentication handler.</summary>
public sealed class ProviderCallbackTests(PortalFixture portal)
{
    [Theory]
    [InlineData("GET", "navigate")]
    [InlineData("POST", "navigate")]
    public async Task Reaches_the_handler_from_another_site(string method, string mode)
    {
        await using var instance = new PortalInstance(
            "callback",
            portal.Redis.Patiently,
            portal.Directory,
            services: services =>
                services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, Callback>("callback", _ => { })
        );
        var response = await RawHttp.SendAsync(
            instance.Url,
            method + " /signin-test?state=x",
            "Content-Length: 0",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: " + mode,
            "Sec-Fetch-Dest: document",
            "Origin: https://provider.example"
        );
        Assert.Equal(202, response.Status);
        HeadersTests.AssertHeaders(response.Header);
    }

    private sealed class Callback(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder), IAuthenticationRequestHandler
    {
        public Task<bool> HandleRequestAsync()
        {
            if (Request.Path != "/signin-test")
                return Task.FromResult(false);
            Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.FromResult(true);
        }

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(AuthenticateResult.NoResult());
    }
}
