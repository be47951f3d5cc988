using Microsoft.Extensions.Time.Testing;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class CodeRefusalTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    [Fact]
    public async Task A_code_used_twice_is_refused_and_its_tokens_die()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow { Scope = "openid offline_access api" };
        var exchange = flow.Exchange(await flow.CodeAsync(browser), _issuer.Secret());
        var first = await TokenAnswer.PostAsync(_issuer, exchange);
        Assert.Equal(200, first.Status);
        Assert.True(await Introspection.IsActiveAsync(_issuer, first.AccessToken));

        Assert.Equal("invalid_grant", (await TokenAnswer.PostAsync(_issuer, exchange)).Error);

        Assert.False(await Introspection.IsActiveAsync(_issuer, first.AccessToken));
        Assert.Equal(401, (await TokenAnswer.GetAsync(_issuer, "/connect/userinfo", first.AccessToken)).Status);
        Assert.Equal("invalid_grant", (await RefreshTests.RefreshAsync(_issuer, first.RefreshToken)).Error);
    }

    [Fact]
    public async Task Of_ten_uses_at_once_one_wins()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser), _issuer.Secret());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TokenAnswer.PostAsync(_issuer, exchange)));
        var won = answers.Where(a => a.Status == 200).ToList();
        Assert.InRange(won.Count, 0, 1);
        foreach (var winner in won)
            Assert.Equal(401, (await TokenAnswer.GetAsync(_issuer, "/connect/userinfo", winner.AccessToken)).Status);
    }

    [Fact]
    public async Task A_code_lives_one_minute()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var issuer = await IssuerUnderTest.StartAsync(clock: clock);
        using var browser = issuer.Browser();
        var flow = new Flow();
        var code = await flow.CodeAsync(browser);
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(
            "invalid_grant",
            (await TokenAnswer.PostAsync(issuer, flow.Exchange(code, issuer.Secret()))).Error
        );
    }

    [Theory]
    [InlineData("code_verifier", "a-verifier-that-somebody-guessed-0123456789abcdef", "invalid_grant")]
    [InlineData("code_verifier", "", "invalid_request")]
    [InlineData("redirect_uri", "http://localhost:5080/signin-google", "invalid_grant")]
    [InlineData("client_secret", "not-the-secret-of-this-client", "invalid_client")]
    [InlineData("client_secret", "", "invalid_client")]
    [InlineData("client_id", "nobody", "invalid_client")]
    [InlineData("code", "not-a-code", "invalid_grant")]
    public async Task The_exchange_is_refused_when_one_thing_is_wrong(string name, string value, string error)
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser), _issuer.Secret());
        if (value.Length == 0)
            exchange.Remove(name);
        else
            exchange[name] = value;
        var answer = await TokenAnswer.PostAsync(_issuer, exchange);
        Assert.InRange(answer.Status, 400, 401);
        Assert.Equal(error, answer.Error);
    }

    [Fact]
    public async Task Another_clients_code_is_refused()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser), _issuer.Secret("webportal-opaque"));
        exchange["client_id"] = "webportal-opaque";
        Assert.Equal("invalid_grant", (await TokenAnswer.PostAsync(_issuer, exchange)).Error);
    }

    [Theory]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge_method", null)]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge*", null)]
    [InlineData("response_type", "token")]
    [InlineData("response_type", "id_token")]
    [InlineData("response_type", "code id_token")]
    [InlineData("response_type", "none")]
    [InlineData("response_mode", "fragment")]
    [InlineData("response_mode", "form_post")]
    [InlineData("scope", "openid everything")]
    [InlineData("scope", "openid issuer.operate")]
    [InlineData("request", "eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("prompt", "none login")]
    public async Task A_request_with_one_thing_wrong_gets_an_error_and_no_page_to_allow(string name, string? value)
    {
        using var browser = _issuer.Browser();
        var changes =
            name == "code_challenge*"
                ? new[] { ("code_challenge", value), ("code_challenge_method", value) }
                : [(name, value)];
        await browser.GetAsync(new Flow().Address(changes: changes));
        Assert.DoesNotContain("Sign in", browser.Html, StringComparison.Ordinal);
        if (browser.LeftFor is { } left)
        {
            Assert.StartsWith(IssuerUnderTest.RedirectUri + "?", left.AbsoluteUri, StringComparison.Ordinal);
            Assert.Contains("error=", left.Query, StringComparison.Ordinal);
        }
        else
            Assert.Equal(400, (int)browser.Status);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("implicit")]
    [InlineData("urn:ietf:params:oauth:grant-type:jwt-bearer")]
    [InlineData("urn:ietf:params:oauth:grant-type:token-exchange")]
    public async Task A_grant_that_is_not_offered_is_refused(string grant)
    {
        var answer = await TokenAnswer.PostAsync(
            _issuer,
            new Dictionary<string, string>
            {
                ["grant_type"] = grant,
                ["client_id"] = "webportal",
                ["client_secret"] = _issuer.Secret(),
                ["username"] = "vera",
                ["password"] = "whatever",
            }
        );
        Assert.Equal("unsupported_grant_type", answer.Error);
    }

    [Fact]
    public async Task Discovery_offers_only_what_is_meant()
    {
        var discovery = await TokenAnswer.GetAsync(_issuer, "/.well-known/openid-configuration");
        Assert.Equal(_issuer.Issuer, discovery["issuer"]);
        Assert.Equal("""["S256"]""", Squeeze(discovery["code_challenge_methods_supported"]));
        Assert.Equal("""["code"]""", Squeeze(discovery["response_types_supported"]));
        Assert.Equal("""["query"]""", Squeeze(discovery["response_modes_supported"]));
        Assert.DoesNotContain("password", discovery["grant_types_supported"], StringComparison.Ordinal);
        Assert.DoesNotContain("implicit", discovery["grant_types_supported"], StringComparison.Ordinal);
        Assert.Equal("True", discovery["backchannel_logout_supported"]);
        Assert.Equal("True", discovery["backchannel_logout_session_supported"]);
        Assert.Equal("True", discovery["authorization_response_iss_parameter_supported"]);
        Assert.NotNull(discovery["pushed_authorization_request_endpoint"]);
    }

    private static string Squeeze(string? json) => string.Concat((json ?? "").Where(c => !char.IsWhiteSpace(c)));
}
