using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>Walk 3 of the design: an administrator ends a session at one instance; the person's open tab, at another, says so.</summary>
public sealed class AdminRevokesTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public async Task The_open_tab_says_so_by_itself_and_the_list_moves_without_moving_focus()
    {
        var person = await portal.A.AddPersonAsync();
        var boss = await portal.A.AddPersonAsync(administrator: true);
        await using var user = await browser.OpenAsync(portal.A.Url);
        await using var admin = await browser.OpenAsync(portal.B.Url);
        await admin.SignInAsync(boss.Email!, AdminScene.Password, "/admin/sessions?q=" + person.Email);
        await admin.LiveAsync();
        await Expect(admin.Page.GetByText("No sessions match.")).ToBeVisibleAsync();
        await admin.GoAsync("/admin/sessions");
        await admin.LiveAsync();
        await admin.Page.GetByLabel("Address").FocusAsync();
        await user.SignInAsync(person.Email!, AdminScene.Password, "/account/sessions");
        await user.LiveAsync();
        var id = await user.Page.Locator("tr:has(.badge.here)").GetAttributeAsync("id");

        // It came by itself, and focus stays where it was.
        await Expect(admin.Page.Locator($"#{id}")).ToBeVisibleAsync();
        await Expect(admin.Page.GetByLabel("Address")).ToBeFocusedAsync();
        await Expect(admin.Page.Locator("[data-status]")).ToContainTextAsync("Live. Last change at");

        await admin
            .Page.Locator($"#{id}")
            .GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Revoke") })
            .ClickAsync();
        var dialog = admin.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync(person.Email!);
        await Expect(dialog).ToContainTextAsync("Does not end:");
        await Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await dialog.GetByLabel("Reason").FillAsync("Laptop reported lost");
        await dialog.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(user.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Laptop reported lost");
        await Expect(admin.Page.GetByText("has ended on every instance, in")).ToBeVisibleAsync();
        await user.GoAsync("/account/sessions");
        await Expect(user.Page).ToHaveURLAsync(new Regex("/sign-in\\?returnUrl="));
    }

    [Fact]
    public async Task Without_script_by_tick_and_dialog_and_the_wrong_count_is_said()
    {
        var person = await portal.A.AddPersonAsync();
        var boss = await portal.A.AddPersonAsync(administrator: true);
        using var one = await portal.A.SignedInAsync(person);
        using var two = await portal.A.SignedInAsync(person);
        using var three = await portal.A.SignedInAsync(person);
        await using var admin = await browser.OpenAsync(portal.B.Url, script: false);
        await admin.SignInAsync(boss.Email!, AdminScene.Password, "/admin/sessions");
        await admin.Page.GetByLabel("Person or device").FillAsync(person.Email!);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();

        await admin.Page.Locator($"#s-{one.SessionId()} input").CheckAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke ticked" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Revoke 1 session?" })).ToBeVisibleAsync();
        await admin.Page.GetByLabel("Reason").FillAsync("Ticked");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke 1 session" }).ClickAsync();
        await Expect(admin.Page.GetByText("1 session ended.")).ToBeVisibleAsync();
        Assert.Contains("q=", admin.Page.Url, StringComparison.Ordinal);

        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke all 2 matching" }).ClickAsync();
        await admin.Page.GetByLabel("Reason").FillAsync("All of them");
        await admin.Page.GetByLabel("Type 2 to confirm").FillAsync("21");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke 2 sessions" }).ClickAsync();
        await Expect(admin.Page.GetByText("21 is not the number of sessions. Type 2.")).ToBeVisibleAsync();
        await Expect(admin.Page.GetByLabel("Reason")).ToHaveValueAsync("All of them");
        Assert.True(await two.IsLetInAsync());
        await admin.Page.GetByLabel("Type 2 to confirm").FillAsync("2");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke 2 sessions" }).ClickAsync();
        await Expect(admin.Page.GetByText("2 sessions ended. Nothing is left.")).ToBeVisibleAsync();
        Assert.False(await two.IsLetInAsync() || await three.IsLetInAsync());
    }

    [Fact]
    public async Task With_script_this_page_ticks_all_boxes_and_the_button_counts()
    {
        var person = await portal.A.AddPersonAsync();
        var boss = await portal.A.AddPersonAsync(administrator: true);
        using var one = await portal.A.SignedInAsync(person);
        using var two = await portal.A.SignedInAsync(person);
        await using var admin = await browser.OpenAsync(portal.B.Url);
        await admin.SignInAsync(boss.Email!, AdminScene.Password, "/admin/sessions?q=" + person.Email);
        await Expect(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke ticked" })).ToBeDisabledAsync();
        await admin.Page.GetByLabel("This page").CheckAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke ticked (2)" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Revoke 2 sessions?");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).ClickAsync();
        Assert.True(await one.IsLetInAsync() && await two.IsLetInAsync());
    }
}
