using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab;

/// <summary>Walk 4, steps 2 to 5: somebody opens the lab, signs in on all lanes, presses Revoke and watches.</summary>
[Collection("lab")]
public sealed partial class RaceBrowserTests(LabFixture lab, BrowserFixture browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_the_front_page_to_the_finished_table(bool script)
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url, script);
        await visitor.GoAsync("/lab");
        var page = visitor.Page;
        if (script)
            await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync(script ? "lab-light" : "lab-noscript");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in on all lanes" }).ClickAsync();
        var status = page.Locator("[role=status]");
        // Without script the page reloads itself.
        await Expect(status).ToContainTextAsync("Signed in on 9 of 9 lanes.", new() { Timeout = 40_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke now" }).ClickAsync();
        await Expect(status).ToContainTextAsync("Running.", new() { Timeout = 20_000 });
        if (script)
            await visitor.ScreenshotAsync("race-running");
        await Expect(status)
            .ToContainTextAsync("Finished. Seven of nine lanes refuse now.", new() { Timeout = 40_000 });
        await Expect(page.Locator("#lane-S")).ToContainTextAsync("401");
        await Expect(page.Locator("#lane-C")).ToContainTextAsync("> 10 s");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What this Revoke did not end" }))
            .ToBeVisibleAsync();
        if (!script)
            return;
        var address = new Uri(page.Url).AbsolutePath;
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync("race-light");
        var pdf = await page.PdfAsync(new() { Format = "A4" });
        Assert.Single(PdfPages().Matches(System.Text.Encoding.Latin1.GetString(pdf)));
        foreach (var (dark, phone, look) in new[] { (true, false, "dark"), (false, true, "phone") })
        {
            await using var other = await browser.OpenAsync(lab.B.Url, dark: dark, phone: phone);
            foreach (var path in new[] { address, "/lab", "/lab/race", "/lab/race?kind=demotion", "/lab/lanes" })
            {
                await other.GoAsync(path);
                await other.AssertCleanAsync();
                await other.ScreenshotAsync(
                    $"race{path.Replace(address, "-run", StringComparison.Ordinal).Replace('/', '-').Replace('?', '-')}-{look}"
                );
            }
        }
    }

    [Fact]
    public async Task The_wire_of_a_lane_is_recorded_and_read()
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url);
        foreach (var key in "scjdrpiob")
        {
            await visitor.GoAsync("/lab/lanes/" + key);
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Record it" }).ClickAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Ask again" }))
                .ToBeVisibleAsync(new() { Timeout = 20_000 });
            await visitor.ScreenshotAsync($"wire-{key}-light");
            if (key is 's' or 'j' or 'o')
                await visitor.AssertCleanAsync();
        }
        foreach (var (dark, phone, look) in new[] { (true, false, "dark"), (false, true, "phone") })
        {
            await using var other = await browser.OpenAsync(lab.A.Url, dark: dark, phone: phone);
            await other.GoAsync("/lab/lanes/s");
            await other.AssertCleanAsync();
            await other.ScreenshotAsync($"wire-s-{look}");
        }
    }

    [Theory]
    [InlineData("with every attribute", "sent it back", "No script")]
    [InlineData("without HttpOnly", "sent it back", "A script of this page can read it.")]
    [InlineData("without Secure", "refused it", "No script")]
    [InlineData("without the prefix", "sent it back", "No script")]
    public async Task An_attribute_less_is_seen_in_the_browser(string button, string came, string script)
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url);
        await visitor.GoAsync("/lab/lanes/s");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set it " + button }).ClickAsync();
        await Expect(visitor.Page.Locator("p[role=status]")).ToContainTextAsync(came);
        await Expect(visitor.Page.Locator("p[role=status]")).ToContainTextAsync(script);
        await visitor.AssertCleanAsync();
    }

    [GeneratedRegex(@"/Type\s*/Page[^s]")]
    private static partial Regex PdfPages();
}
