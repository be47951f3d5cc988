using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Account;

/// <summary>Walk 1, step 13: a session that nobody used. The limit is two seconds here, and two hours otherwise.</summary>
public sealed class WalkOneIdleTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public async Task Step13_After_the_idle_limit_the_next_click_asks_to_sign_in_and_goes_on()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Sessions:IdleLimit"] = "00:00:02",
            ["Sessions:KeyPrefix"] = "idle",
        };
        await using var instance = new PortalInstance(
            "idle",
            portal.Redis.Patiently,
            portal.Directory,
            settings: settings
        );
        var store = instance.Services.GetRequiredService<ISessionStore>();
        var email = await AccountPeople.NewAsync(portal);
        foreach (var script in new[] { true, false })
        {
            await using var p = await browser.OpenAsync(instance.Url, script);
            await p.SignInAsync(email, AccountPeople.Password, "/account/sessions");
            await Expect(p.SessionRows().First).ToContainTextAsync("This browser");
            var reference = await p.SessionReferenceAsync();
            // An open page's stream is no use of the session; a question here neither.
            while ((await store.AreLiveAsync([reference]))[0])
                await Task.Delay(20);
            if (script)
                await Expect(p.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Sign in again");

            await p.Page.Locator("header").GetByRole(AriaRole.Link, new() { Name = "Account" }).ClickAsync();
            await Expect(p.Page).ToHaveURLAsync(new Uri(instance.Url, "/sign-in?returnUrl=%2Faccount").ToString());
            await AccountPeople.SignInHereAsync(p, email);
            await Expect(p.Page).ToHaveURLAsync(new Uri(instance.Url, "/account").ToString());
            await Expect(p.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your account");
        }
    }
}
