namespace WebPortal.Tests.Integration.Issuer;

/// <summary>A wrong address is never sent to, not even with an error: that would make the issuer an open redirector.</summary>
public sealed class RedirectUriTests(SharedIssuer shared)
{
    public static TheoryData<string> Wrong =>
        [
            "http://localhost:5080/signin-oidc/issuer/",
            "http://localhost:5080/signin-oidc/issuer?x=1",
            "http://localhost:5080/signin-oidc/issuer#x",
            "http://localhost:5080/SignIn-Issuer",
            "http://LOCALHOST:5080/signin-oidc/issuer",
            "HTTP://localhost:5080/signin-oidc/issuer",
            "https://localhost:5080/signin-oidc/issuer",
            "http://localhost:5081/signin-oidc/issuer",
            "http://localhost/signin-oidc/issuer",
            "http://localhost:05080/signin-oidc/issuer",
            "http://127.0.0.1:5080/signin-oidc/issuer",
            "http://localhost.:5080/signin-oidc/issuer",
            "http://evil.localhost:5080/signin-oidc/issuer",
            "http://localhost:5080.evil.example/signin-oidc/issuer",
            "http://localhost:5080@evil.example/signin-oidc/issuer",
            "http://user@localhost:5080/signin-oidc/issuer",
            "http://evil.example/?http://localhost:5080/signin-oidc/issuer",
            "http://localhost:5080/signin-oidc/issuer/../other",
            "http://localhost:5080//signin-oidc/issuer",
            "http://localhost:5080/%73ignin-issuer",
            "http://localhost:5080/signin-oidc/issuer%00",
            "http://localhost:5080/signin-oidc/issuer ",
            " http://localhost:5080/signin-oidc/issuer",
            "http://localhost:5080\\signin-oidc/issuer",
            "//localhost:5080/signin-oidc/issuer",
            "/signin-oidc/issuer",
            "javascript:alert(1)",
            "data:text/html,x",
            "urn:ietf:wg:oauth:2.0:oob",
            "http://localhost:5080/lab/spa/callback",
            "",
        ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_redirect_URI_never_redirects(string redirectUri)
    {
        foreach (
            var endpoint in new[] { "/connect/authorize", "/google/o/oauth2/v2/auth", "/github/login/oauth/authorize" }
        )
        {
            using var browser = shared.Issuer.Browser();
            await browser.GetAsync(new Flow { RedirectUri = redirectUri }.Address(endpoint));
            Assert.Null(browser.LeftFor);
            Assert.Equal(400, (int)browser.Status);
            Assert.Contains("Reference", browser.Html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/connect/authorize")]
    [InlineData("/google/o/oauth2/v2/auth")]
    [InlineData("/github/login/oauth/authorize")]
    public async Task An_unknown_client_or_two_addresses_never_redirect(string endpoint)
    {
        using var browser = shared.Issuer.Browser();
        await browser.GetAsync(new Flow { Client = "nobody" }.Address(endpoint));
        Assert.Null(browser.LeftFor);
        Assert.Equal(400, (int)browser.Status);
        await browser.GetAsync(new Flow().Address(endpoint) + "&redirect_uri=http%3A%2F%2Fevil.example%2F");
        Assert.Null(browser.LeftFor);
        Assert.Equal(400, (int)browser.Status);
    }
}
