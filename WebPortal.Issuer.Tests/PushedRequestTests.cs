using Microsoft.Extensions.Time.Testing;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class PushedRequestTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    public static IEnumerable<KeyValuePair<string, string>> Push(Flow flow, string secret) =>
        flow.Parameters(("client_secret", secret)).Select(p => KeyValuePair.Create(p.Key, p.Value!));

    private static string Address(string client, string requestUri) =>
        $"/connect/authorize?client_id={client}&request_uri={Uri.EscapeDataString(requestUri)}";

    [Fact]
    public async Task A_pushed_request_leads_to_a_code_once()
    {
        using var browser = _issuer.Browser();
        var flow = new Flow();
        var pushed = await TokenAnswer.PostAsync(_issuer, Push(flow, _issuer.Secret()), "/connect/par");
        Assert.Equal(201, pushed.Status);
        Assert.InRange(int.Parse(pushed["expires_in"]!, System.Globalization.CultureInfo.InvariantCulture), 295, 300);
        await browser.GetAsync(Address("webportal", pushed["request_uri"]!));
        Assert.DoesNotContain(flow.State, browser.At.Query, StringComparison.Ordinal);
        await browser.SignInAsAsync("vera");
        await browser.AllowAsync();
        var answer = Flow.Answer(browser);
        Assert.Equal(flow.State, answer["state"]);
        Assert.Equal(
            200,
            (await TokenAnswer.PostAsync(_issuer, flow.Exchange(answer["code"], _issuer.Secret()))).Status
        );

        await browser.GetAsync(Address("webportal", pushed["request_uri"]!));
        Assert.Null(browser.LeftFor);
        Assert.Equal(400, (int)browser.Status);
    }

    [Fact]
    public async Task A_client_that_must_push_cannot_do_without()
    {
        using var browser = _issuer.Browser();
        await browser.GetAsync(
            new Flow { Client = "webportal-par", RedirectUri = "http://localhost:5080/lab/par/callback" }.Address()
        );
        Assert.DoesNotContain("Sign in", browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pushing_needs_the_clients_secret_and_a_registered_address()
    {
        Assert.Equal(
            "invalid_client",
            (await TokenAnswer.PostAsync(_issuer, Push(new Flow(), "not-the-secret-at-all"), "/connect/par")).Error
        );
        var elsewhere = new Flow { RedirectUri = "http://evil.example/" };
        Assert.Equal(
            "invalid_request",
            (await TokenAnswer.PostAsync(_issuer, Push(elsewhere, _issuer.Secret()), "/connect/par")).Error
        );
    }

    [Fact]
    public async Task It_is_the_clients_own_and_does_not_last()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var issuer = await IssuerUnderTest.StartAsync(clock: clock);
        using var browser = issuer.Browser();
        var pushed = (await TokenAnswer.PostAsync(issuer, Push(new Flow(), issuer.Secret()), "/connect/par"))[
            "request_uri"
        ]!;
        await browser.GetAsync(Address("webportal-spa", pushed));
        Assert.Equal(400, (int)browser.Status);
        clock.Advance(TimeSpan.FromMinutes(6));
        await browser.GetAsync(Address("webportal", pushed));
        Assert.Equal(400, (int)browser.Status);
    }
}
