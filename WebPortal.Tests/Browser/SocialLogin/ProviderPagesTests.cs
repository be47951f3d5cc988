using Microsoft.Playwright;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.SocialLogin;

/// <summary>What the ways through a provider look like, and why its session cookie is Lax.</summary>
public sealed class ProviderPagesTests(SocialFixture social, BrowserFixture browser)
{
    [Fact]
    public async Task A_strict_session_cookie_would_lose_the_person_on_the_way_back()
    {
        var person = await social.AddPersonAsync();
        foreach (var (portal, signedIn) in new[] { (social.Strict, false), (social.A, true) })
        {
            await using var visitor = await browser.OpenAsync(portal.Url);
            await visitor.GoAsync("/sign-in?returnUrl=%2Faccount%2Fsessions");
            await ContinueAsync(visitor.Page, "Google");
            await AnswerAsync(visitor.Page, person, "Allow");
            await visitor.Page.WaitForURLAsync(u => new Uri(u).Authority == portal.Url.Authority);
            var cookies = await visitor.Context.CookiesAsync([portal.Url.ToString()]);
            Assert.Contains(cookies, c => c.Name == "__Host-session");
            Assert.Equal(signedIn ? "/account/sessions" : "/sign-in", new Uri(visitor.Page.Url).AbsolutePath);
        }
    }

    [Theory]
    [InlineData("light", false, false)]
    [InlineData("dark", true, false)]
    [InlineData("phone", false, true)]
    public async Task The_pages_are_clean(string look, bool dark, bool phone)
    {
        var person = await social.AddPersonAsync("");
        await using var visitor = await browser.OpenAsync(social.A.Url, dark: dark, phone: phone);
        await visitor.GoAsync("/sign-in?returnUrl=%2Faccount%2Fconnections");
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync("social-sign-in-" + look);
        await ContinueAsync(visitor.Page, "Google");
        await AnswerAsync(visitor.Page, person, "Allow");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("Which address is yours?");
        await visitor.AssertCleanAsync();
        // Typed as people write it; the browser sends the ASCII form of the domain (decision 0009).
        var name = $"new-{Guid.NewGuid():N}@";
        await visitor.Page.GetByLabel("E-mail").FillAsync(name + "b\u00FCcher.example");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(name + "xn--bcher-kva.example");
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync("social-address-" + look);
        await visitor.GoAsync(await social.LinkInMailAsync(name + "xn--bcher-kva.example"));
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Is this you?");
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync("social-confirm-" + look);

        var account = await social.AddAccountAsync($"had-{Guid.NewGuid():N}@example.com", "quiet harbour 71 lamps");
        await using var waiting = await browser.OpenAsync(social.A.Url, dark: dark, phone: phone);
        await waiting.GoAsync("/sign-in");
        await ContinueAsync(waiting.Page, "GitHub");
        await AnswerAsync(waiting.Page, await social.AddPersonAsync(account.Email), "Allow");
        await Expect(waiting.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("You have an account here");
        await waiting.Page.GetByLabel("Password of that account").FillAsync("not this one");
        await waiting.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in and link" }).ClickAsync();
        await Expect(waiting.Page.GetByText("That is not the password of that account")).ToBeVisibleAsync();
        await waiting.AssertCleanAsync();
        await waiting.ScreenshotAsync("social-link-" + look);

        var member = await social.AddPersonAsync();
        await using var other = await browser.OpenAsync(social.A.Url, dark: dark, phone: phone);
        await other.GoAsync("/sign-in?returnUrl=%2Faccount%2Fconnections");
        await ContinueAsync(other.Page, "Local issuer");
        await AnswerAsync(other.Page, member, "Allow");
        await Expect(other.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your connections");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Unlink" }).ClickAsync();
        await Expect(other.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("last way in");
        await other.AssertCleanAsync();
        await other.ScreenshotAsync("social-connections-" + look);
    }

    [Fact]
    public async Task Every_way_that_an_attempt_can_end_is_said_in_a_clean_page()
    {
        await using var visitor = await browser.OpenAsync(social.A.Url, dark: true, phone: true);
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var outcome in Enum.GetNames<Outcome>())
        {
            await visitor.GoAsync($"/sign-in?outcome={outcome}&with=Google&returnUrl=%2Faccount%2Fconnections");
            var words = visitor.Page.Locator("main .alert b").First;
            await Expect(words).Not.ToBeEmptyAsync();
            Assert.True(said.Add(await words.TextContentAsync() ?? ""), outcome + " says what another one says.");
            await visitor.AssertCleanAsync();
        }
        await visitor.ScreenshotAsync("social-outcome");
    }

    private static Task ContinueAsync(IPage page, string provider) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Continue with " + provider, Exact = true }).ClickAsync();

    private static async Task AnswerAsync(IPage page, IssuerPerson person, string button)
    {
        await page.GetByLabel("Login name or e-mail").FillAsync(person.Login);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }
}
