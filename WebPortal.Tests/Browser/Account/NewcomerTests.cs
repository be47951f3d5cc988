using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Features.Mail;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Account;

/// <summary>Somebody without an account, without a mouse and without script.</summary>
public sealed class NewcomerTests(PortalFixture portal, BrowserFixture browser)
{
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
}
