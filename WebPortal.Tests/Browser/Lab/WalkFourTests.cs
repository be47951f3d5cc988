using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab;

/// <summary>
/// Walk 4 of the design, by its steps: a team reads the lab. Steps 6 to 9 belong to stations of the second half; 13 is ClaimStationsTests and
/// ClaimLedgerTests, 14 is <c>./test.sh --without-lab</c>. The lab's tokens live seconds here, and a race lasts ten.
/// </summary>
[Collection("lab")]
public sealed partial class WalkFourTests(LabFixture lab, BrowserFixture browser)
{
    /// <summary>The states of a race's page that are looked at below, light, dark and at 375 px.</summary>
    public static IReadOnlyList<string> RaceLooks { get; } =
    ["signed in", "running", "done", "stored, at the other instance"];

    [Fact]
    public async Task Steps_2_to_5_sign_in_on_all_lanes_revoke_watch_reload_and_tell_lane_O()
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url);
        await visitor.GoAsync("/lab");
        var page = visitor.Page;
        var status = page.Locator("[role=status]");
        // 2
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in on all lanes" }).ClickAsync();
        await Expect(status).ToContainTextAsync("Signed in on 9 of 9 lanes.", new() { Timeout = 40_000 });
        await visitor.ScreenshotAsync("race-signed-in");
        // 3
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke now" }).ClickAsync();
        await Expect(status).ToContainTextAsync("Running.", new() { Timeout = 20_000 });
        await visitor.AssertCleanEverywhereAsync("race-running");
        await AssertFinishedAsync(page, "Seven of nine lanes refuse now.");
        foreach (var refused in "SDPBI")
            await Expect(page.Locator($"#lane-{refused}")).ToContainTextAsync("401");
        await Expect(page.Locator("#lane-C")).ToContainTextAsync("> 10 s");
        await Expect(page.Locator("#lane-O")).ToContainTextAsync("> 10 s");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What this Revoke did not end" }))
            .ToBeVisibleAsync();
        await visitor.AssertCleanEverywhereAsync("race-done");
        // 4
        var figures = await page.Locator("tbody td.num b").AllInnerTextsAsync();
        await page.ReloadAsync();
        Assert.Equal(figures, await page.Locator("tbody td.num b").AllInnerTextsAsync());
        await Expect(page.GetByText("Recorded")).ToBeVisibleAsync();
        var csv = await page.APIRequest.GetAsync(page.Url + ".csv");
        Assert.Contains("lane,sent_ms_after_revoke", await csv.TextAsync(), StringComparison.Ordinal);
        var pdf = await page.PdfAsync(new() { Format = "A4" });
        Assert.Single(PdfPages().Matches(System.Text.Encoding.Latin1.GetString(pdf)));
        await using var elsewhere = await browser.OpenAsync(lab.B.Url, script: false);
        await elsewhere.GoAsync(new Uri(page.Url).AbsolutePath);
        Assert.Equal(figures, await elsewhere.Page.Locator("tbody td.num b").AllInnerTextsAsync());
        // The front page shows it too, without knowing the lab.
        await using var front = await browser.OpenAsync(lab.B.Url);
        await front.GoAsync("/");
        await Expect(front.Page.Locator(".panel table")).ToContainTextAsync("Recorded run");
        await front.AssertCleanEverywhereAsync("home-with-race");
        // 5
        await page.GetByLabel("the issuer tells lane O").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();
        await AssertFinishedAsync(page, "Eight of nine lanes refuse now. Lane C still lets this person in.");
        await Expect(page.Locator("#lane-O")).ToContainTextAsync("401");
        await Expect(page.Locator("#lane-O td.num b")).ToContainTextAsync(" ms");
    }

    [Fact]
    public async Task Steps_2_to_4_without_script_the_race_completes_by_the_page_loading_itself_again()
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url, script: false);
        await visitor.GoAsync("/lab");
        var page = visitor.Page;
        var status = page.Locator("[role=status]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in on all lanes" }).ClickAsync();
        await Expect(status).ToContainTextAsync("Signed in on 9 of 9 lanes.", new() { Timeout = 40_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke now" }).ClickAsync();
        await AssertFinishedAsync(page, "Seven of nine lanes refuse now.");
        await Expect(page.Locator("#lane-S")).ToContainTextAsync("401");
        // It does not go on loading itself.
        await Expect(page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Steps_10_and_11_a_claim_is_judged_and_a_link_reproduces_a_decision(bool script)
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url, script);
        await visitor.GoAsync("/lab");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "claim 12" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToContainTextAsync("sticky sessions");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("wrong", new() { IgnoreCase = true });

        await visitor.GoAsync("/decide");
        await visitor.Page.GetByLabel("Who says who the person is?").SelectOptionAsync("social");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Expect(visitor.Page.Locator("#answer")).ToHaveTextAsync("Server session, sign in by OIDC");
        await using var colleague = await browser.OpenAsync(lab.B.Url, script);
        await colleague.GoAsync(new Uri(visitor.Page.Url).PathAndQuery);
        await Expect(colleague.Page.Locator("#answer")).ToHaveTextAsync("Server session, sign in by OIDC");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step_12_from_a_wire_step_to_the_line_that_did_it(bool script)
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url, script);
        await visitor.GoAsync("/lab/lanes/j");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Record it" }).ClickAsync();
        await page.Locator("li", new() { HasText = "Ask again" })
            .Locator("a.raw")
            .ClickAsync(new() { Timeout = 20_000 });
        Assert.Contains(
            "/lab/source/WebPortal/Features/Lab/Lanes/Issuer/LabJwt.cs#L",
            page.Url,
            StringComparison.Ordinal
        );
        await Expect(page.Locator("span:target")).ToContainTextAsync("Parameters(");
    }

    [Theory]
    [InlineData("with every attribute", "sent it back", "No script")]
    [InlineData("without HttpOnly", "sent it back", "A script of this page can read it.")]
    [InlineData("without Secure", "refused it", "No script")]
    [InlineData("without SameSite", "sent it back", "No script")]
    [InlineData("without the prefix", "sent it back", "No script")]
    public async Task An_attribute_less_is_seen_in_the_browser(string button, string came, string script)
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url);
        await visitor.GoAsync("/lab/lanes/s");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set it " + button }).ClickAsync();
        await Expect(visitor.Page.Locator("p[role=status]")).ToContainTextAsync(came);
        await Expect(visitor.Page.Locator("p[role=status]")).ToContainTextAsync(script);
    }

    private static Task AssertFinishedAsync(IPage page, string words) =>
        Expect(page.Locator("[role=status]")).ToContainTextAsync("Finished. " + words, new() { Timeout = 60_000 });

    [GeneratedRegex(@"/Type\s*/Page[^s]")]
    private static partial Regex PdfPages();
}
