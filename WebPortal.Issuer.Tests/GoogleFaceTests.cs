using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Tests.Integration.Issuer;

// Long because: what this face promises and what it refuses, beside one another.
public sealed class GoogleFaceTests(SharedIssuer shared)
{
    private const string Authorize = "/google/o/oauth2/v2/auth";
    private const string RedirectUri = "http://localhost:5080/signin-google";
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    private static Flow NewFlow() => new() { RedirectUri = RedirectUri };

    private Task<TokenAnswer> ExchangeAsync(Dictionary<string, string> form) =>
        TokenAnswer.PostAsync(_issuer, form, "/google/token");

    [Fact]
    public async Task The_ID_token_and_the_user_have_Googles_shape()
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        await browser.GetAsync(flow.Address(Authorize, ("prompt", "consent")));
        await browser.SignInAsAsync("vera");
        Assert.Contains("local stand-in for Google", browser.Html, StringComparison.Ordinal);
        await browser.AllowAsync();
        var answer = Flow.Answer(browser);
        Assert.Equal(flow.State, answer["state"]);

        var tokens = await ExchangeAsync(flow.Exchange(answer["code"], _issuer.Secret()));

        Assert.Equal(200, tokens.Status);
        Assert.StartsWith("ya29.", tokens.AccessToken, StringComparison.Ordinal);
        Assert.Equal("Bearer", tokens["token_type"]);
        var id = await ValidateAsync(tokens.IdToken);
        Assert.Matches("^[0-9]{21}$", id.Subject);
        Assert.Equal("webportal", id.GetPayloadValue<string>("azp"));
        Assert.Equal(flow.Nonce, id.GetPayloadValue<string>("nonce"));
        Assert.True(id.GetPayloadValue<bool>("email_verified"));
        var half = SHA256.HashData(Encoding.ASCII.GetBytes(tokens.AccessToken))[..16];
        Assert.Equal(Base64UrlEncoder.Encode(half), id.GetPayloadValue<string>("at_hash"));

        var user = await TokenAnswer.GetAsync(_issuer, "/google/userinfo/v3", tokens.AccessToken);
        Assert.Equal(id.Subject, user["sub"]);
        Assert.Equal(JsonValueKind.True, user.Json.GetProperty("email_verified").ValueKind);
        Assert.Equal("Vera", user["given_name"]);
    }

    [Fact]
    public async Task An_unverified_address_says_false_and_none_says_nothing()
    {
        Assert.Equal(JsonValueKind.False, (await UserAsync("ulf")).Json.GetProperty("email_verified").ValueKind);
        Assert.Null((await UserAsync("noa"))["email"]);
    }

    private async Task<TokenAnswer> UserAsync(string login)
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var code = await flow.CodeAsync(browser, login, Authorize);
        var tokens = await ExchangeAsync(flow.Exchange(code, _issuer.Secret()));
        return await TokenAnswer.GetAsync(_issuer, "/google/userinfo/v3", tokens.AccessToken);
    }

    [Fact]
    public async Task A_code_used_twice_is_refused_and_the_first_token_dies()
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser, endpoint: Authorize), _issuer.Secret());
        var first = await ExchangeAsync(exchange);
        Assert.Equal("invalid_grant", (await ExchangeAsync(exchange)).Error);
        Assert.Equal(401, (await TokenAnswer.GetAsync(_issuer, "/google/userinfo/v3", first.AccessToken)).Status);
    }

    [Fact]
    public async Task Of_ten_uses_at_once_one_wins_at_most()
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser, endpoint: Authorize), _issuer.Secret());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ExchangeAsync(exchange)));
        Assert.InRange(answers.Count(a => a.Status == 200), 0, 1);
    }

    [Theory]
    [InlineData("code_verifier", "a-verifier-that-somebody-guessed-0123456789abcdef", "invalid_grant")]
    [InlineData("code_verifier", null, "invalid_grant")]
    [InlineData("redirect_uri", IssuerUnderTest.RedirectUri, "invalid_grant")]
    [InlineData("redirect_uri", null, "invalid_grant")]
    [InlineData("client_secret", "not-the-secret-at-all", "invalid_client")]
    [InlineData("client_id", "webportal-opaque", "invalid_client")]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    [InlineData("code", "made-up", "invalid_grant")]
    public async Task The_exchange_is_refused_when_one_thing_is_wrong(string name, string? value, string error)
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser, endpoint: Authorize), _issuer.Secret());
        if (value is null)
            exchange.Remove(name);
        else
            exchange[name] = value;
        Assert.Equal(error, (await ExchangeAsync(exchange)).Error);
    }

    [Fact]
    public async Task A_verifier_for_a_code_without_challenge_is_refused()
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var code = await flow.CodeAsync(
            browser,
            "vera",
            Authorize,
            ("code_challenge", null),
            ("code_challenge_method", null)
        );
        Assert.Equal("invalid_grant", (await ExchangeAsync(flow.Exchange(code, _issuer.Secret()))).Error);
    }

    [Fact]
    public async Task The_other_faces_endpoint_does_not_take_its_code_or_token()
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser, endpoint: Authorize), _issuer.Secret());
        using var http = _issuer.Http();
        var github = await http.PostAsync("/github/login/oauth/access_token", new FormUrlEncodedContent(exchange));
        Assert.Contains("bad_verification_code", await github.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("invalid_grant", (await TokenAnswer.PostAsync(_issuer, exchange)).Error);
        var tokens = await ExchangeAsync(exchange);
        Assert.Equal(200, tokens.Status);
        Assert.Equal(401, (await TokenAnswer.GetAsync(_issuer, "/github/api/user", tokens.AccessToken)).Status);
        Assert.Equal(401, (await TokenAnswer.GetAsync(_issuer, "/connect/userinfo", tokens.AccessToken)).Status);
    }

    [Theory]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("scope", "unknown", "invalid_scope")]
    [InlineData("prompt", "none", "login_required")]
    public async Task A_wrong_request_goes_back_with_its_error(string name, string? value, string error)
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        await browser.GetAsync(flow.Address(Authorize, (name, value)));
        Assert.Equal(error, Flow.Answer(browser)["error"]);
        Assert.Equal(flow.State, Flow.Answer(browser)["state"]);
    }

    [Fact]
    public async Task Cancel_and_a_forged_click_give_no_code()
    {
        using var browser = _issuer.Browser();
        await browser.GetAsync(NewFlow().Address(Authorize, ("prompt", "consent")));
        await browser.SignInAsAsync("vera");
        await browser.CancelAsync();
        Assert.Equal("access_denied", Flow.Answer(browser)["error"]);
        await browser.PostAsync(
            Authorize,
            NewFlow().Parameters(("consent_decision", "allow")).Select(p => KeyValuePair.Create(p.Key, p.Value!))
        );
        Assert.Equal(400, (int)browser.Status);
        Assert.Null(browser.LeftFor);
    }

    [Fact]
    public async Task Codes_live_a_minute_and_a_revoked_token_is_dead()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var issuer = await IssuerUnderTest.StartAsync(clock: clock);
        using var browser = issuer.Browser();
        var late = NewFlow();
        var code = await late.CodeAsync(browser, endpoint: Authorize);
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(
            "invalid_grant",
            (await TokenAnswer.PostAsync(issuer, late.Exchange(code, issuer.Secret()), "/google/token")).Error
        );

        var flow = NewFlow();
        code = await flow.CodeAsync(browser, endpoint: Authorize);
        var tokens = await TokenAnswer.PostAsync(issuer, flow.Exchange(code, issuer.Secret()), "/google/token");
        Assert.Equal(
            200,
            (await TokenAnswer.PostAsync(issuer, [new("token", tokens.AccessToken)], "/google/revoke")).Status
        );
        Assert.Equal(401, (await TokenAnswer.GetAsync(issuer, "/google/userinfo/v3", tokens.AccessToken)).Status);
        Assert.Equal(
            "invalid_token",
            (await TokenAnswer.PostAsync(issuer, [new("token", "ya29.nothing")], "/google/revoke")).Error
        );
    }

    private async Task<JsonWebToken> ValidateAsync(string token)
    {
        var discovery = await TokenAnswer.GetAsync(_issuer, "/google/.well-known/openid-configuration");
        Assert.Equal(_issuer.Origin + "/google", discovery["issuer"]);
        using var http = _issuer.Http();
        var keys = new JsonWebKeySet(
            await http.GetStringAsync(new Uri(discovery["jwks_uri"]!).PathAndQuery)
        ).GetSigningKeys();
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = discovery["issuer"],
                ValidAudience = "webportal",
                IssuerSigningKeys = keys,
                ValidAlgorithms = ["RS256"],
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
