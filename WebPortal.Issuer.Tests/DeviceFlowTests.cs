using Microsoft.IdentityModel.JsonWebTokens;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class DeviceFlowTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    private Task<TokenAnswer> StartAsync() =>
        TokenAnswer.PostAsync(
            _issuer,
            new Dictionary<string, string> { ["client_id"] = "webportal-device", ["scope"] = "openid profile" },
            "/connect/device"
        );

    private Task<TokenAnswer> PollAsync(TokenAnswer device) =>
        TokenAnswer.PostAsync(
            _issuer,
            new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code",
                ["client_id"] = "webportal-device",
                ["device_code"] = device["device_code"]!,
            }
        );

    [Fact]
    public async Task A_device_waits_until_somebody_types_its_code_and_allows()
    {
        var device = await StartAsync();
        Assert.Equal("authorization_pending", (await PollAsync(device)).Error);
        using var browser = _issuer.Browser();
        await browser.GetAsync("/device");
        await browser.SignInAsAsync("vera");
        await browser.SubmitAsync("user_code", ("user_code", device["user_code"]!));
        Assert.Contains("Television of the lab", browser.Html, StringComparison.Ordinal);
        Assert.Equal("authorization_pending", (await PollAsync(device)).Error);
        await browser.AllowAsync();
        Assert.Equal("/device/done", browser.At.AbsolutePath);
        var tokens = await PollAsync(device);
        Assert.Equal(200, tokens.Status);
        var id = new JsonWebToken(tokens.IdToken);
        Assert.Equal("Vera Verified", id.GetPayloadValue<string>("name"));
        Assert.False(id.TryGetPayloadValue<string>("sid", out _));
        Assert.NotEqual(200, (await PollAsync(device)).Status);
    }

    [Fact]
    public async Task Cancel_and_wrong_codes_give_nothing()
    {
        var device = await StartAsync();
        using var browser = _issuer.Browser();
        await browser.GetAsync("/device?user_code=" + device["user_code"]);
        await browser.SignInAsAsync("vera");
        await browser.CancelAsync();
        Assert.Equal("access_denied", (await PollAsync(device)).Error);

        await browser.GetAsync("/device?user_code=0000-0000-0000");
        Assert.Contains("not known", browser.Html, StringComparison.Ordinal);
        Assert.Equal(200, (int)browser.Status);
    }

    [Fact]
    public async Task A_forged_click_approves_nothing()
    {
        var device = await StartAsync();
        using var browser = _issuer.Browser();
        await browser.GetAsync("/device");
        await browser.SignInAsAsync("vera");
        await browser.PostAsync("/device", [new("user_code", device["user_code"]!), new("consent_decision", "allow")]);
        Assert.Equal(400, (int)browser.Status);
        Assert.Equal("authorization_pending", (await PollAsync(device)).Error);
    }
}
