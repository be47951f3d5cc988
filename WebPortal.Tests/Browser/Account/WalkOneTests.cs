using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Features.Mail;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Account;

/// <summary>Walk 1 of the design: an end user in a browser, with script and without.</summary>
public sealed class WalkOneTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sessions_are_seen_and_ended(bool script)
    {
        var email = await AccountPeople.NewAsync(portal);
        await using var p = await browser.OpenAsync(portal.A.Url, script);
        await p.GoAsync("/account/sessions");
        await Expect(p.Page)
            .ToHaveURLAsync(new Uri(portal.A.Url, "/sign-in?returnUrl=%2Faccount%2Fsessions").ToString());
        await AccountPeople.SignInHereAsync(p, email);
        await Expect(p.Page).ToHaveURLAsync(new Uri(portal.A.Url, "/account/sessions").ToString());
        await AssertCookieAsync(p);

        var rows = p.Page.Locator("tbody[data-region=live] tr");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("This browser");
        await Expect(rows.GetByRole(AriaRole.Button)).ToHaveTextAsync("Sign out this browser");
        await Expect(p.Page.Locator("main")).ToContainTextAsync("Only this browser is signed in.");
        await Expect(p.Page.Locator("main")).Not.ToContainTextAsync("Revoke");
        var focused = p.Page.Locator("summary");
        if (script)
        {
            await p.LiveAsync();
            await focused.FocusAsync();
        }

        await using var q = await browser.OpenAsync(portal.B.Url, script);
        await q.GoAsync("/sign-in?returnUrl=/account/sessions");
        await AccountPeople.SignInHereAsync(q, email);
        if (script)
        {
            await q.LiveAsync();
            await Expect(rows).ToHaveCountAsync(2);
            await Expect(focused).ToBeFocusedAsync();
            await Expect(p.Page.GetByText("Live. Last change at")).ToBeVisibleAsync();
        }
        else
        {
            await p.GoAsync("/account/sessions");
        }
        await Expect(p.Page.Locator("main")).ToContainTextAsync("You are signed in on two browsers.");

        await rows.Nth(1).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await p.Page.Locator("summary").ClickAsync();
        await Expect(p.Page.Locator("tbody[data-region=ended] tr")).ToContainTextAsync("You");
        if (script)
            await Expect(q.Page.GetByRole(AriaRole.Alert))
                .ToContainTextAsync("You were signed out from another of your browsers");
        await q.GoAsync("/account/sessions");
        await Expect(q.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in\\?returnUrl="));

        var others = new List<BrowserVisitor>();
        for (var i = 0; i < 3; i++)
        {
            others.Add(await browser.OpenAsync(portal.B.Url, script: false));
            await others[i].GoAsync("/sign-in?returnUrl=/account");
            await AccountPeople.SignInHereAsync(others[i], email);
            await Expect(others[i].Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
                .ToHaveTextAsync("Your account");
        }
        await p.GoAsync("/account/sessions");
        await p.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out all others (3)" }).ClickAsync();
        await Expect(p.Page.Locator("main")).ToContainTextAsync("Your 3 other browsers were signed out.");
        foreach (var other in others)
        {
            await other.GoAsync("/account");
            await Expect(other.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
            await other.DisposeAsync();
        }

        await p.Page.Locator("header").GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(p.Page).ToHaveURLAsync(portal.A.Url.ToString());
        await Expect(p.Page.Locator("main")).ToContainTextAsync("Signed out.");
        Assert.DoesNotContain(await p.Context.CookiesAsync(), c => c.Name == "__Host-session");
        await p.Page.GoBackAsync();
        await Expect(p.Page.Locator("main")).Not.ToContainTextAsync("Live sessions, this browser first");
    }

    [Fact]
    public async Task A_newcomer_registers_by_keyboard_and_finds_the_mail()
    {
        await using var p = await browser.OpenAsync(portal.A.Url, script: false);
        var email = $"n{Guid.NewGuid():N}"[..12] + "@example.net";
        await p.GoAsync("/register");
        await p.Page.GetByLabel("What to call you").FillAsync("Ada Obi");
        await p.Page.Keyboard.PressAsync("Tab");
        await p.Page.Keyboard.TypeAsync(email);
        await p.Page.Keyboard.PressAsync("Tab");
        await p.Page.Keyboard.TypeAsync(AccountPeople.Password);
        await p.Page.Keyboard.PressAsync("Enter");
        await p.Page.GetByRole(AriaRole.Link, new() { Name = "read it here" }).ClickAsync();
        var mailbox = portal.A.Services.GetRequiredService<Mailbox>();
        while (!mailbox.All.Any(l => l.Letter.To == email))
            await Task.Delay(10);
        await p.GoAsync("/dev/mailbox");
        await p.Page.GetByRole(AriaRole.Row, new() { Name = email }).GetByRole(AriaRole.Link).ClickAsync();
        await p.Page.Locator("pre a").ClickAsync();
        Assert.EndsWith("/confirm-email", p.Page.Url, StringComparison.Ordinal);
        await p.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(AccountPeople.Password);
        await p.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, confirm it" }).ClickAsync();
        await Expect(p.Page.Locator("main")).ToContainTextAsync("Your address is confirmed.");
        await AccountPeople.SignInHereAsync(p, email);
        await Expect(p.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Hello, Ada Obi.");
    }

    private static async Task AssertCookieAsync(BrowserVisitor visitor)
    {
        var cookie = Assert.Single(await visitor.Context.CookiesAsync(), c => c.Name == "__Host-session");
        Assert.True(cookie.HttpOnly && cookie.Secure && cookie.SameSite == SameSiteAttribute.Lax && cookie.Path == "/");
        Assert.Equal("localhost", cookie.Domain);
    }
}
