using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser;

/// <summary>Walk 3 of the design: an administrator ends a session at one instance; the person's open tab, at another, says so.</summary>
public sealed class AdminRevokesTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public async Task The_open_tab_says_so_by_itself()
    {
        await using var user = await browser.OpenAsync(portal.A.Url);
        await using var admin = await browser.OpenAsync(portal.B.Url);
        await user.SignInAsync("user@example.com", portal.A.DemoPasswords["user@example.com"], "/account/sessions");
        await user.LiveAsync();
        var id = await user.Page.Locator("tr:has(.badge.here)").GetAttributeAsync("id");

        await admin.SignInAsync("admin@example.com", portal.A.DemoPasswords["admin@example.com"], "/admin/sessions");
        await admin.Page.GetByLabel("Reason").FillAsync("Laptop reported lost");
        await admin.Page.Locator($"#{id}").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(user.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Laptop reported lost");
        await user.GoAsync("/account/sessions");
        await Expect(user.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in\\?returnUrl="));
    }
}
