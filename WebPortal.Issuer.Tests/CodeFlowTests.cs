using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class CodeFlowTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    [Fact]
    public async Task Sign_in_and_a_click_give_an_ID_token_that_says_who_how_and_when()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        await browser.GetAsync(flow.Address(changes: ("prompt", "consent")));
        Assert.Equal("/sign-in", browser.At.AbsolutePath);
        await browser.SignInAsAsync("vera");
        Assert.Equal("/connect/authorize", browser.At.AbsolutePath);
        Assert.Contains("<b>WebPortal</b>", browser.Html, StringComparison.Ordinal);
        Assert.Contains("<code>email</code>", browser.Html, StringComparison.Ordinal);
        await browser.AllowAsync();
        var answer = Flow.Answer(browser);
        Assert.Equal(flow.State, answer["state"]);
        Assert.Equal(_issuer.Issuer, answer["iss"]);

        var tokens = await TokenAnswer.PostAsync(_issuer, flow.Exchange(answer["code"], _issuer.Secret()));

        var id = await ValidateAsync(tokens.IdToken, "webportal");
        Assert.Equal(flow.Nonce, id.GetPayloadValue<string>("nonce"));
        Assert.Equal("webportal", id.GetPayloadValue<string>("azp"));
        Assert.Equal(["pwd"], id.GetPayloadValue<string[]>("amr"));
        Assert.InRange(
            id.GetPayloadValue<long>("auth_time"),
            DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 30,
            DateTimeOffset.UtcNow.ToUnixTimeSeconds()
        );
        Assert.NotEmpty(id.GetPayloadValue<string>("sid"));
        Assert.Equal("vera@people.example", id.GetPayloadValue<string>("email"));
        Assert.True(id.GetPayloadValue<bool>("email_verified"));
        Assert.Equal("Vera Verified", id.GetPayloadValue<string>("name"));

        var me = await TokenAnswer.GetAsync(_issuer, "/connect/userinfo", tokens.AccessToken);
        Assert.Equal(id.Subject, me["sub"]);
        Assert.Equal("True", me["email_verified"]);
    }

    [Theory]
    [InlineData("ulf", "ulf@people.example", false)]
    [InlineData("carla", "user@example.com", true)]
    [InlineData("noa", null, null)]
    public async Task Each_demo_person_says_of_the_address_what_is_true(string login, string? email, bool? verified)
    {
        using var browser = _issuer.Browser();
        var tokens = await new Flow().TokensAsync(_issuer, browser, login);
        var id = new JsonWebToken(tokens.IdToken);
        Assert.Equal(email, id.TryGetPayloadValue<string>("email", out var found) ? found : null);
        Assert.Equal(verified, id.TryGetPayloadValue<bool>("email_verified", out var truth) ? truth : null);
    }

    [Fact]
    public async Task The_API_gets_a_signed_JWT_of_the_right_type_and_audience()
    {
        using var browser = _issuer.Browser();
        var tokens = await new Flow { Scope = "openid api" }.TokensAsync(_issuer, browser);
        var access = await ValidateAsync(tokens.AccessToken, "webportal-api");
        Assert.Equal("at+jwt", access.Typ);
        Assert.False(access.TryGetPayloadValue<string>("email", out _));
    }

    [Fact]
    public async Task A_client_that_asked_for_ES256_gets_it()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow
        {
            Client = "webportal-par",
            RedirectUri = "http://localhost:5080/lab/par/callback",
            Scope = "openid",
        };
        var pushed = await TokenAnswer.PostAsync(
            _issuer,
            PushedRequestTests.Push(flow, _issuer.Secret("webportal-par")),
            "/connect/par"
        );
        await browser.GetAsync(
            $"/connect/authorize?client_id=webportal-par&request_uri={Uri.EscapeDataString(pushed["request_uri"]!)}"
        );
        await browser.SignInAsAsync("vera");
        await browser.AllowAsync();
        var tokens = await TokenAnswer.PostAsync(
            _issuer,
            flow.Exchange(Flow.Answer(browser)["code"], _issuer.Secret("webportal-par"))
        );
        Assert.Equal("ES256", (await ValidateAsync(tokens.IdToken, "webportal-par")).Alg);
    }

    [Fact]
    public async Task The_consent_page_shows_markup_in_a_name_as_text()
    {
        using var browser = _issuer.Browser();
        await browser.GetAsync(new Flow().Address(changes: ("prompt", "consent")));
        await browser.SignInAsAsync("max-markup");
        Assert.Contains("&lt;script&gt;alert(", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>Markup", browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_goes_back_with_access_denied_and_no_code()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        await browser.GetAsync(flow.Address(changes: ("prompt", "consent")));
        await browser.SignInAsAsync("vera");
        await browser.CancelAsync();
        var answer = Flow.Answer(browser);
        Assert.Equal("access_denied", answer["error"]);
        Assert.Equal(flow.State, answer["state"]);
        Assert.False(answer.ContainsKey("code"));
    }

    [Fact]
    public async Task A_forged_click_from_another_page_gives_nothing()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        await flow.CodeAsync(browser);
        var forged = flow.Parameters(("consent_decision", "allow")).Select(p => KeyValuePair.Create(p.Key, p.Value!));
        await browser.PostAsync("/connect/authorize", forged);
        Assert.Equal(400, (int)browser.Status);
        Assert.Null(browser.LeftFor);
    }

    [Fact]
    public async Task A_client_may_post_its_request_and_the_person_is_asked()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        await browser.PostAsync(
            "/connect/authorize",
            flow.Parameters().Select(p => KeyValuePair.Create(p.Key, p.Value!))
        );
        await browser.SignInAsAsync("vera");
        await browser.AllowAsync();
        Assert.NotEmpty(Flow.Answer(browser)["code"]);
    }

    internal async Task<JsonWebToken> ValidateAsync(string token, string audience)
    {
        using var http = _issuer.Http();
        var keys = new JsonWebKeySet(await http.GetStringAsync("/.well-known/jwks")).GetSigningKeys();
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = _issuer.Issuer,
                ValidAudience = audience,
                IssuerSigningKeys = keys,
                ClockSkew = TimeSpan.Zero,
                ValidAlgorithms = ["RS256", "ES256"],
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
