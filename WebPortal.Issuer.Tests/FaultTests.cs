using System.Diagnostics;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class FaultTests(FaultyIssuer faulty) : IClassFixture<FaultyIssuer>
{
    private readonly IssuerUnderTest _issuer = faulty.Issuer;

    private async Task<(Flow Flow, TokenAnswer Answer)> OrderAsync(
        string fault,
        string authorize = "/connect/authorize",
        string token = "/connect/token",
        string redirectUri = IssuerUnderTest.RedirectUri
    )
    {
        using var browser = _issuer.Browser();
        var flow = new Flow { RedirectUri = redirectUri };
        await browser.GetAsync(flow.Address(authorize));
        await browser.SignInAsAsync("vera");
        await browser.AllowAsync(("fault", fault));
        return (
            flow,
            await TokenAnswer.PostAsync(_issuer, flow.Exchange(Flow.Answer(browser)["code"], _issuer.Secret()), token)
        );
    }

    [Theory]
    [InlineData("None", "")]
    [InlineData("WrongSignature", "SecurityTokenInvalidSignatureException")]
    [InlineData("AlgNone", "SecurityTokenInvalidSignatureException")]
    [InlineData("WrongAudience", "SecurityTokenInvalidAudienceException")]
    [InlineData("WrongIssuer", "SecurityTokenInvalidIssuerException")]
    [InlineData("Expired", "SecurityTokenExpiredException")]
    [InlineData("WrongNonce", "nonce")]
    [InlineData("ExtraAudience", "aud")]
    public async Task One_thing_is_wrong_and_the_rest_is_right(string fault, string refusal)
    {
        await CheckAsync(await OrderAsync(fault), "/.well-known/jwks", _issuer.Issuer, refusal);
        await CheckAsync(
            await OrderAsync(fault, "/google/o/oauth2/v2/auth", "/google/token", "http://localhost:5080/signin-google"),
            "/google/oauth2/v3/certs",
            _issuer.Origin + "/google",
            refusal
        );
    }

    private async Task CheckAsync((Flow Flow, TokenAnswer Answer) run, string jwks, string issuer, string refusal)
    {
        using var http = _issuer.Http();
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            run.Answer.IdToken,
            new TokenValidationParameters
            {
                ValidIssuer = issuer,
                ValidAudience = "webportal",
                IssuerSigningKeys = new JsonWebKeySet(await http.GetStringAsync(jwks)).GetSigningKeys(),
                ClockSkew = TimeSpan.FromMinutes(5),
            }
        );
        var token = new JsonWebToken(run.Answer.IdToken);
        var found = result.Exception?.GetType().Name ?? "";
        if (found.Length == 0 && token.GetPayloadValue<string>("nonce") != run.Flow.Nonce)
            found = "nonce";
        if (found.Length == 0 && token.Audiences.Count() > 1)
            found = "aud";
        Assert.Equal(refusal, found);
    }

    [Fact]
    public async Task Email_can_be_withheld_the_endpoint_can_fail_and_be_slow()
    {
        var (_, without) = await OrderAsync("WithholdEmail");
        Assert.False(new JsonWebToken(without.IdToken).TryGetPayloadValue<string>("email", out _));
        Assert.Null((await TokenAnswer.GetAsync(_issuer, "/connect/userinfo", without.AccessToken))["email"]);
        Assert.Equal(500, (await OrderAsync("TokenEndpointError")).Answer.Status);
        var watch = Stopwatch.StartNew();
        Assert.Equal(200, (await OrderAsync("SlowAnswer")).Answer.Status);
        Assert.True(watch.Elapsed >= FaultyIssuer.Delay);
    }

    [Fact]
    public async Task Without_the_switch_the_field_is_not_there_and_does_nothing()
    {
        await using var issuer = await IssuerUnderTest.StartAsync();
        using var browser = issuer.Browser();
        var flow = new Flow();
        await browser.GetAsync(flow.Address());
        await browser.SignInAsAsync("vera");
        Assert.DoesNotContain("name=\"fault\"", browser.Html, StringComparison.Ordinal);
        await browser.AllowAsync(("fault", "TokenEndpointError"));
        Assert.Equal(
            200,
            (await TokenAnswer.PostAsync(issuer, flow.Exchange(Flow.Answer(browser)["code"], issuer.Secret()))).Status
        );
    }
}

public sealed class FaultyIssuer : IAsyncLifetime
{
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(700);

    public IssuerUnderTest Issuer { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Issuer = await IssuerUnderTest.StartAsync(o => (o.Faults.Enabled, o.Faults.Delay) = (true, Delay));

    public ValueTask DisposeAsync() => Issuer.DisposeAsync();
}
