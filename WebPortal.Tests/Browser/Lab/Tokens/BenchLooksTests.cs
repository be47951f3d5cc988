using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Lab.Tokens;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab.Tokens;

/// <summary>No accessibility violation, no overflow, no violation of the content security policy: light, dark and on a phone.</summary>
public sealed class BenchLooksTests(PortalFixture portal, BrowserFixture browser)
{
    public static TheoryData<bool, bool> Looks =>
        new()
        {
            { false, false },
            { true, false },
            { false, true },
        };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_is_clean(bool dark, bool phone)
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url, dark: dark, phone: phone);
        var look =
            phone ? "phone"
            : dark ? "dark"
            : "light";
        // Dark has the same words and boxes: one page of it here, and the coloured ones below.
        foreach (var path in BenchPagesTests.Pages.Take(dark ? 1 : 9))
        {
            await visitor.GoAsync(path);
            await visitor.AssertCleanAsync();
            await visitor.ScreenshotAsync($"{path.Trim('/').Replace('/', '-')}-{look}");
        }
        await visitor.GoAsync("/lab/tokens");
        await visitor.Page.GetByLabel("Make another").SelectOptionAsync("audience");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await visitor.Page.GetByText("What this API expects").ClickAsync();
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync($"lab-tokens-refused-{look}");
        await visitor.GoAsync("/lab/tokens/keys");
        foreach (
            var act in new[]
            {
                "Begin with one key",
                "Publish a second key",
                "Let 2½ minutes pass",
                "Retire the old key",
            }
        )
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = act }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("50 people were signed out.");
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync($"lab-tokens-keys-retired-{look}");
        await visitor.GoAsync("/lab/tokens/make");
        await visitor.Page.GetByLabel("Claims").FillAsync("""{"password":"x"}""");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync($"lab-tokens-make-asked-{look}");
    }
}
