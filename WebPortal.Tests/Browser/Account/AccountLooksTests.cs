using Microsoft.Playwright;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser.Account;

/// <summary>Every page of an account in light, dark and on a phone: no accessibility violation, no overflow, no script or style that the policy stops.</summary>
public sealed class AccountLooksTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public async Task Every_page_is_clean(string look)
    {
        var email = await AccountPeople.NewAsync(portal);
        await using var p = await browser.OpenAsync(portal.A.Url, dark: look == "dark", phone: look == "phone");
        foreach (
            var path in new[]
            {
                "/",
                "/register",
                "/forgot-password",
                "/reset-password",
                "/confirm-email",
                "/dev/mailbox",
            }
        )
            await LookAsync(p, path, look);
        await p.GoAsync("/register");
        await p.Page.GetByLabel("E-mail").FillAsync("ada@example.net");
        await p.Page.GetByLabel("What to call you").FillAsync("Ada");
        await p.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("password1");
        await p.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await SeenAsync(p, "register-refused", look);
        await p.SignInAsync(email, "wrong wrong wrong", "/account/sessions");
        await SeenAsync(p, "sign-in-refused", look);

        await using var other = await browser.OpenAsync(portal.B.Url, script: false);
        await other.SignInAsync(email, AccountPeople.Password, "/account/sessions");
        await AccountPeople.SignInHereAsync(p, email);
        await SeenAsync(p, "sessions", look);
        await p.Page.Locator("tbody[data-region=live] tr").Nth(1).GetByRole(AriaRole.Button).ClickAsync();
        await p.Page.Locator("summary").ClickAsync();
        await SeenAsync(p, "sessions-ended", look);
        await p.Page.Locator("tbody[data-region=live] a").First.ClickAsync();
        await p.Page.Locator("summary").ClickAsync();
        await SeenAsync(p, "session", look);
        foreach (
            var path in new[]
            {
                "/",
                "/account",
                "/account/activity",
                "/account/email",
                "/account/password",
                "/account/delete",
                "/prove",
                "/sign-in",
            }
        )
            await LookAsync(p, path, look, "in");
    }

    private static async Task LookAsync(BrowserVisitor p, string path, string look, string prefix = "out")
    {
        Assert.Equal(200, (await p.GoAsync(path)).Status);
        await SeenAsync(p, prefix + path.Replace('/', '-'), look);
    }

    private static async Task SeenAsync(BrowserVisitor p, string name, string look)
    {
        await p.ScreenshotAsync($"account-{name}-{look}");
        await p.AssertCleanAsync();
    }
}
