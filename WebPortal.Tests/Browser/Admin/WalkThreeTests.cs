using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Tests.Browser.Account;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>
/// Walk 3 of the design, an administrator in a browser at one instance, the person's browsers at the other. Steps 2 and 3 are in
/// <see cref="WalkThreeListTests"/>, 6 (fifty times) and 12 in <see cref="WalkThreeOrderTests"/>, 8 to 11 in <see cref="WalkThreeManyTests"/>, 13 in
/// <see cref="WalkThreeForgeryTests"/>, 15 in <see cref="WalkThreeOutageTests"/>.
/// </summary>
public sealed class WalkThreeTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public async Task Step01_The_admin_pages_are_refused_to_a_user_and_ask_a_stranger_to_sign_in()
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.GoAsync("/admin");
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(portal.A.Url, "/sign-in?returnUrl=%2Fadmin").ToString());
        var person = await portal.A.AddPersonAsync();
        await visitor.TakeSessionAsync(await portal.A.MakeSessionAsync(person));
        var answer = await visitor.GoAsync("/admin");
        Assert.Equal(403, answer.Status);
        Assert.Null(answer.Request.RedirectedFrom);
        Assert.EndsWith("/admin", visitor.Page.Url, StringComparison.Ordinal);
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("That is not yours to open.");
        await visitor.AssertCleanAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step04_to_07_One_session_is_revoked_and_nobody_elses(bool script)
    {
        var person = await portal.A.AddPersonAsync();
        await using var p = await browser.OpenAsync(portal.A.Url, script);
        await p.SignInAsync(person.Email!, AdminScene.Password, "/account/sessions");
        using var stranger = portal.A.VisitorWith(await portal.A.MakeSessionAsync(await portal.A.AddPersonAsync()));
        await using var admin = await browser.OpenAsync(portal.B.Url, script);
        var boss = await SignInAsync(admin, "/admin/sessions?q=p");

        // 4: the own row offers Sign out, no Revoke and no box.
        var own = Row(admin, boss);
        await Expect(own).ToContainTextAsync("This browser");
        await Expect(own.GetByRole(AriaRole.Button)).ToHaveTextAsync("Sign out this browser");
        await Expect(own.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);

        // Q signs in while the list is open.
        await admin.GoAsync("/admin/sessions?q=" + person.Email);
        await using var q = await browser.OpenAsync(portal.A.Url, script);
        if (script)
        {
            await admin.LiveAsync();
            await admin.Page.GetByLabel("Address").FocusAsync();
        }
        await q.SignInAsync(person.Email!, AdminScene.Password, "/account/sessions");
        await Expect(q.SessionRows().First).ToBeVisibleAsync();
        var target = Row(admin, await IdAsync(q));
        if (script)
        {
            await Expect(target).ToBeVisibleAsync();
            await Expect(admin.Page.GetByLabel("Address")).ToBeFocusedAsync();
            await q.LiveAsync();
        }
        else
        {
            await admin.Page.ReloadAsync();
        }
        await Expect(Count(admin)).ToHaveTextAsync(new Regex("^2 of [0-9,]+ live sessions match$"));

        // 5: the dialog says whom, what, and what goes on. A reason that says nothing is none.
        await Revoke(target).ClickAsync();
        var dialog = admin.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync(person.Email + ": ");
        await Expect(dialog).ToContainTextAsync("Chrome on Linux, signed in by Password, from 127.0.0.1.");
        await Expect(dialog).ToContainTextAsync("Does not end: the person’s other sessions");
        await Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await dialog.GetByLabel("Reason").FillAsync("   ");
        await dialog.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Say why. The person sees it.");
        Assert.Equal(200, (await q.GoAsync("/account/sessions")).Status);
        if (script)
            await q.LiveAsync();

        // 6: the row stays and says it, in place; the person's page does; the next request is refused.
        await dialog.GetByLabel("Reason").FillAsync("Laptop reported lost");
        await dialog.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(admin.Page.GetByText(new Regex("has ended on every instance, in [0-9.]+ ms"))).ToBeVisibleAsync();
        await Expect(target.Locator(".badge.ended")).ToHaveTextAsync(new Regex("^Ended .*, by you$"));
        await Expect(target).ToContainTextAsync("“Laptop reported lost”");
        await Expect(target.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(Count(admin)).ToHaveTextAsync(new Regex("^1 of [0-9,]+ live sessions match$"));
        await Expect(admin.Page.Locator("[data-region=place]"))
            .ToContainTextAsync("1–1 of 1, and 1 that ended just now");
        if (script)
            await Expect(q.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Reason: “Laptop reported lost”");
        await q.GoAsync("/account/sessions");
        await Expect(q.Page).ToHaveURLAsync(new Regex("/sign-in\\?returnUrl="));
        await Expect(q.Page.Locator("main")).ToContainTextAsync("Laptop reported lost");

        // 7
        Assert.Equal(200, (await p.GoAsync("/account/sessions")).Status);
        Assert.EndsWith("/account/sessions", p.Page.Url, StringComparison.Ordinal);
        Assert.True(await stranger.IsLetInAsync());
    }

    [Fact]
    public async Task Step06_A_row_that_ends_elsewhere_says_so_where_it_is()
    {
        var person = await portal.A.AddPersonAsync();
        using var target = portal.A.VisitorWith(await portal.A.MakeSessionAsync(person));
        await using var admin = await browser.OpenAsync(portal.B.Url);
        await SignInAsync(admin, "/admin/sessions?q=" + person.Email);
        await admin.LiveAsync();
        var row = Row(admin, target.SessionId());
        await Expect(row).ToBeVisibleAsync();
        using (await target.PostAsync("/account/sessions", [], "/sign-out")) { }
        await Expect(row.Locator(".badge.ended")).ToHaveTextAsync(new Regex("^Ended .*, by the person$"));
        await Expect(Count(admin)).ToHaveTextAsync(new Regex("^0 of [0-9,]+ live sessions match$"));
    }

    [Fact]
    public async Task Step05_Esc_and_Cancel_leave_the_dialog_without_a_trace_and_focus_returns()
    {
        var person = await portal.A.AddPersonAsync();
        using var target = portal.A.VisitorWith(await portal.A.MakeSessionAsync(person));
        await using var admin = await browser.OpenAsync(portal.B.Url);
        await SignInAsync(admin, "/admin/sessions?q=" + person.Email);
        var button = Revoke(Row(admin, target.SessionId()));
        var address = new Uri(portal.B.Url, "/admin/sessions?q=" + person.Email).ToString();
        foreach (var leave in new[] { "Escape", "Cancel" })
        {
            await button.ClickAsync();
            await Expect(admin.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason")).ToBeFocusedAsync();
            await Expect(admin.Page).ToHaveURLAsync(new Regex("revoke="));
            await admin.AssertCleanAsync();
            if (leave == "Escape")
                await admin.Page.Keyboard.PressAsync("Escape");
            else
                await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).ClickAsync();
            await Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            await Expect(admin.Page).ToHaveURLAsync(address);
            await Expect(admin.Page).ToHaveTitleAsync("Sessions · WebPortal");
            await Expect(button).ToBeFocusedAsync();
        }
        Assert.True(await target.IsLetInAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step14_A_disabled_person_is_out_at_once_and_told_so_in_plain_words(bool script)
    {
        var person = await portal.A.AddPersonAsync();
        await using var p = await browser.OpenAsync(portal.A.Url, script);
        await p.SignInAsync(person.Email!, AdminScene.Password, "/account/sessions");
        if (script)
            await p.LiveAsync();
        await using var admin = await browser.OpenAsync(portal.B.Url, script);
        await SignInAsync(admin, "/admin/people/" + person.Id);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Disable …" }).ClickAsync();
        await admin.Page.GetByLabel("Reason").FillAsync("Left the company");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await Expect(admin.Page.GetByText("can sign in no more. 1 session ended.")).ToBeVisibleAsync();
        if (script)
            await Expect(p.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your account was disabled");
        await p.SignInAsync(person.Email!, AdminScene.Password, "/account/sessions");
        await Expect(p.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This account is disabled.");
        await p.GoAsync("/account/sessions");
        await Expect(p.Page).ToHaveURLAsync(new Regex("/sign-in\\?returnUrl="));
    }

    /// <returns>The id of the administrator's session.</returns>
    private async Task<string> SignInAsync(BrowserVisitor admin, string path)
    {
        var boss = await portal.B.AddPersonAsync(administrator: true);
        await admin.TakeSessionAsync(await portal.B.MakeSessionAsync(boss, administrator: true));
        Assert.Equal(200, (await admin.GoAsync(path)).Status);
        return await IdAsync(admin);
    }

    private static async Task<string> IdAsync(BrowserVisitor visitor) => (await visitor.SessionReferenceAsync()).Id;

    private static ILocator Row(BrowserVisitor admin, string id) => admin.Page.Locator($"[id='s-{id}']");

    private static ILocator Revoke(ILocator row) =>
        row.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Revoke") });

    private static ILocator Count(BrowserVisitor admin) => admin.Page.Locator("[data-region=count]");
}
