using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.SocialLogin;

/// <summary>Walk 2 of the design in Chromium, with every click that a person makes.</summary>
public sealed partial class ProviderWalkTests(SocialFixture social, BrowserFixture browser)
{
    [Fact]
    public async Task Sign_in_with_Google()
    {
        var person = await social.AddPersonAsync(name: "Gerda Google");
        await using var visitor = await browser.OpenAsync(social.A.Url);
        await visitor.GoAsync("/sign-in");
        var page = visitor.Page;
        // 1: forms, not links.
        foreach (var name in new[] { "Google", "GitHub" })
        {
            var form = page.Locator(
                "form",
                new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "Continue with " + name }) }
            );
            Assert.Equal("post", await form.GetAttributeAsync("method"));
        }
        await Expect(page.GetByText("local stand-in")).ToBeVisibleAsync();

        // 2: one redirect, with everything that binds the answer to this browser.
        var requests = new List<string>();
        var responses = new List<IResponse>();
        page.Request += (_, r) => requests.Add(r.Url);
        page.Response += (_, r) => responses.Add(r);
        await ContinueAsync(page, "Google");
        var authorize = Assert.Single(requests, r => r.Contains("/google/o/oauth2/v2/auth"));
        var query = QueryHelpers.ParseQuery(new Uri(authorize).Query);
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal("openid profile email", query["scope"]);
        Assert.Equal(new Uri(social.A.Url, "/signin-google").ToString(), query["redirect_uri"]);
        Assert.True(query["state"].ToString().Length > 40 && query["nonce"].ToString().Length >= 22);

        // 3: the password is typed on another host.
        Assert.Equal("issuer.localhost", new Uri(page.Url).Host);
        await AnswerAsync(page, person, "Allow");

        // 4 and 6: back, greeted by name, under a new session; nothing of the attempt is left.
        await Expect(page).ToHaveURLAsync(new Uri(social.A.Url, "/").ToString());
        await Expect(page.Locator("main")).ToContainTextAsync("Gerda Google");
        var cookies = await visitor.Context.CookiesAsync([social.A.Url.ToString()]);
        Assert.DoesNotContain(cookies, c => c.Name.Contains("correlation") || c.Name.Contains("nonce"));
        var session = cookies.Single(c => c.Name == "__Host-session").Value;

        // 5
        await visitor.GoAsync("/account/sessions");
        await Expect(page.Locator("main")).ToContainTextAsync("Google");
        await visitor.GoAsync("/account/connections");
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^Google") })).ToBeVisibleAsync();
        await visitor.AssertCleanAsync();

        // 8: the callback again.
        var callback = requests.Single(r => r.Contains("/signin-google?"));
        await visitor.GoAsync(callback);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This sign-in was already used");
        cookies = await visitor.Context.CookiesAsync([social.A.Url.ToString()]);
        Assert.Equal(session, cookies.Single(c => c.Name == "__Host-session").Value);

        // 14: out here, and still in there: no password is asked.
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Sign in" }))
            .ToBeVisibleAsync();
        await visitor.GoAsync("/sign-in");
        await ContinueAsync(page, "Google");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(social.A.Url, "/").ToString());
    }

    [Fact]
    public async Task Cancelling_there_says_so_here()
    {
        var person = await social.AddPersonAsync();
        await using var visitor = await browser.OpenAsync(social.A.Url);
        await visitor.GoAsync("/sign-in");
        await ContinueAsync(visitor.Page, "Google");
        await AnswerAsync(visitor.Page, person, "Cancel");
        await Expect(visitor.Page).ToHaveURLAsync(SignInPage());
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("You cancelled at Google");
        var cookies = await visitor.Context.CookiesAsync([social.A.Url.ToString()]);
        Assert.DoesNotContain(cookies, c => c.Name == "__Host-session");
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync("social-cancelled");
    }

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

    [Fact]
    public async Task The_same_address_from_GitHub_asks_for_Google_first_and_links()
    {
        var person = await social.AddPersonAsync();
        await using var first = await browser.OpenAsync(social.A.Url);
        await first.GoAsync("/sign-in");
        await ContinueAsync(first.Page, "Google");
        await AnswerAsync(first.Page, person, "Allow");
        await Expect(first.Page).ToHaveURLAsync(new Uri(social.A.Url, "/").ToString());

        await using var second = await browser.OpenAsync(social.A.Url);
        await second.GoAsync("/sign-in");
        await ContinueAsync(second.Page, "GitHub");
        await AnswerAsync(second.Page, person, "Allow");
        await Expect(second.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("You have an account here");
        await second.AssertCleanAsync();
        await second.ScreenshotAsync("social-link");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Google and link" }).ClickAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Expect(second.Page).ToHaveURLAsync(new Uri(social.A.Url, "/").ToString());
        await second.GoAsync("/account/connections");
        await Expect(second.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await second.AssertCleanAsync();
        await second.ScreenshotAsync("social-connections");
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
        var address = $"new-{Guid.NewGuid():N}@example.com";
        await visitor.Page.GetByLabel("E-mail").FillAsync(address);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(address);
        await visitor.AssertCleanAsync();
        await visitor.ScreenshotAsync("social-address-" + look);

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

    private static Task ContinueAsync(IPage page, string provider) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Continue with " + provider, Exact = true }).ClickAsync();

    private static async Task AnswerAsync(IPage page, IssuerPerson person, string button)
    {
        await page.GetByLabel("Login name or e-mail").FillAsync(person.Login);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }

    [GeneratedRegex("/sign-in\\?outcome=Cancelled")]
    private static partial Regex SignInPage();
}
