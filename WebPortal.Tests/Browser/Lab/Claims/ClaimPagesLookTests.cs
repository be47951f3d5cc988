using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab;

public sealed class ClaimPagesLookTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData(false, false, "light")]
    [InlineData(true, false, "dark")]
    [InlineData(false, true, "phone")]
    public async Task List_entries_and_corrections_are_clean(bool dark, bool phone, string look)
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url, dark: dark, phone: phone);
        string[] pages = ["", "/12", "/98", "/149"];
        // What does not depend on colours or width is looked at once.
        foreach (var page in dark || phone ? pages : [.. pages, "/corrections", "?verdict=not-judged&station=race"])
        {
            await visitor.GoAsync("/lab/claims" + page);
            await visitor.AssertCleanAsync();
            await visitor.ScreenshotAsync($"claims{page.Replace('/', '-').Replace('?', '-')}-{look}");
        }
    }

    [Fact]
    public async Task Filtering_and_walking_on_work_without_script_and_with_the_keyboard()
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url, script: false);
        await visitor.GoAsync("/lab/claims");
        await visitor.Page.GetByLabel("Verdict").SelectOptionAsync("wrong");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).PressAsync("Enter");
        await visitor
            .Page.GetByRole(AriaRole.Link, new() { Name = "12 Do server sessions need sticky sessions?" })
            .PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("Do server sessions need sticky sessions?");
        await visitor.Page.Locator("a[rel=next]").PressAsync("Enter");
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/lab/claims/13$"));
    }
}
