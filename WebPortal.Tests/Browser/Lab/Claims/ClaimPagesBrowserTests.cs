using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab;

public sealed class ClaimPagesBrowserTests(PortalFixture portal, BrowserFixture browser)
{
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
