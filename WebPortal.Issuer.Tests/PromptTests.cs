using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class PromptTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("prompt", "select_account")]
    [InlineData("max_age", "0")]
    public async Task A_fresh_sign_in_is_asked_for_and_cannot_be_skipped(string name, string value)
    {
        using var browser = _issuer.Browser();
        await new Flow().CodeAsync(browser);
        await Task.Delay(10);
        await browser.GetAsync(new Flow().Address(changes: (name, value)));
        Assert.Equal("/sign-in", browser.At.AbsolutePath);

        // Going back without having signed in asks again.
        var back = HtmlForm.With(browser.Html, "password").Fields["returnUrl"];
        await browser.GetAsync(back);
        Assert.Equal("/sign-in", browser.At.AbsolutePath);

        await browser.SignInAsAsync("vera");
        await browser.AllowAsync();
        Assert.NotEmpty(Flow.Answer(browser)["code"]);
    }

    [Fact]
    public async Task Max_age_lets_a_young_sign_in_through_and_asks_for_an_old_one()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var issuer = await IssuerUnderTest.StartAsync(clock: clock);
        using var browser = issuer.Browser();
        await new Flow().CodeAsync(browser);
        clock.Advance(TimeSpan.FromSeconds(50));
        await browser.GetAsync(new Flow().Address(changes: ("max_age", "60")));
        Assert.NotEmpty(Flow.Answer(browser)["code"]);
        clock.Advance(TimeSpan.FromSeconds(20));
        var flow = new Flow();
        await browser.GetAsync(flow.Address(changes: ("max_age", "60")));
        Assert.Equal("/sign-in", browser.At.AbsolutePath);
        await browser.SignInAsAsync("vera");
        await browser.AllowAsync();
        var tokens = await TokenAnswer.PostAsync(issuer, flow.Exchange(Flow.Answer(browser)["code"], issuer.Secret()));
        Assert.Equal(
            clock.GetUtcNow().ToUnixTimeSeconds(),
            new JsonWebToken(tokens.IdToken).GetPayloadValue<long>("auth_time")
        );
    }

    [Fact]
    public async Task Signing_in_again_as_the_same_person_keeps_the_session_and_kills_the_old_cookie()
    {
        using var browser = _issuer.Browser();
        var before = new JsonWebToken((await new Flow().TokensAsync(_issuer, browser)).IdToken);
        var old = browser.Cookies["__Host-issuer-session"];
        var flow = new Flow();
        await browser.GetAsync(flow.Address(changes: ("prompt", "login")));
        await browser.SignInAsAsync("vera");
        await browser.AllowAsync();
        var tokens = await TokenAnswer.PostAsync(
            _issuer,
            flow.Exchange(Flow.Answer(browser)["code"], _issuer.Secret())
        );
        Assert.Equal(
            before.GetPayloadValue<string>("sid"),
            new JsonWebToken(tokens.IdToken).GetPayloadValue<string>("sid")
        );

        using var thief = _issuer.Browser();
        thief.Cookies["__Host-issuer-session"] = old;
        await thief.GetAsync("/sessions");
        Assert.Equal("/sign-in", thief.At.AbsolutePath);
    }
}
