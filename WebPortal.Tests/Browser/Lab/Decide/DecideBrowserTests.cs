using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab;

public sealed class DecideBrowserTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public async Task Answers_are_chosen_sent_and_kept_in_the_address_without_script()
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url, script: false);
        await visitor.GoAsync("/decide");
        await visitor.Page.GetByLabel("Who says who the person is?").SelectOptionAsync("social");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).PressAsync("Enter");
        await Expect(visitor.Page.Locator("#answer")).ToHaveTextAsync("Server session, sign in by OIDC");
        var link = visitor.Page.Url;
        await using var colleague = await browser.OpenAsync(portal.B.Url);
        await colleague.GoAsync(new Uri(link).PathAndQuery);
        await Expect(colleague.Page.Locator("#answer")).ToHaveTextAsync("Server session, sign in by OIDC");
    }

    [Theory]
    [InlineData("/decide?client=pages&backend=one&login=social")]
    [InlineData(
        "/decide?client=spa&backend=several&login=company&others=yes&offer=yes&store=none&trust=mixed&stakes=high"
    )]
    [InlineData("/lab/claims/12")]
    public async Task It_prints_on_one_page(string path)
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.GoAsync(path);
        var pdf = System.Text.Encoding.Latin1.GetString(await visitor.Page.PdfAsync(new() { Format = "A4" }));
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(pdf, @"/Type\s*/Page\b"));
    }
}
