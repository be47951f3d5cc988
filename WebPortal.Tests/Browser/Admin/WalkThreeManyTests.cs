using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>Walk 3, steps 8 to 11: many at once, two administrators at once, and one who signed in long ago.</summary>
public sealed class WalkThreeManyTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step08_Sign_out_everywhere_lists_each_session_with_a_tick(bool script)
    {
        var person = await portal.A.AddPersonAsync();
        var visitors = await SignedInAsync(person, 3);
        await using var admin = await AdministratorAsync(script, "/admin/people/" + person.Id);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere …" }).ClickAsync();
        await admin.Page.GetByLabel("Reason").FillAsync("Password seen in a leak");
        await admin
            .Page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" })
            .ClickAsync();
        await Expect(admin.Page.GetByText("is signed out everywhere. 3 sessions ended.")).ToBeVisibleAsync();
        foreach (var visitor in visitors)
        {
            var row = admin.Page.Locator($"[id='s-{visitor.SessionId()}']");
            await Expect(row.Locator(".pick")).ToHaveTextAsync("✓");
            await Expect(row.Locator(".badge.ended")).ToHaveTextAsync(new Regex("^Ended .*, by you$"));
            Assert.False(await visitor.IsLetInAsync());
        }
        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Live sessions (0)" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step09_All_that_match_are_revoked_after_typing_their_number_and_it_is_one_event(bool script)
    {
        var person = await portal.A.AddPersonAsync();
        var visitors = await SignedInAsync(person, 3, "GitHub");
        using var other = portal.A.VisitorWith(await portal.A.MakeSessionAsync(person, provider: "Google"));
        await using var admin = await AdministratorAsync(script, "/admin/sessions");
        await admin.Page.GetByLabel("Person or device").FillAsync(person.Email!);
        await admin.Page.GetByLabel("Signed in by").SelectOptionAsync("GitHub");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke all 3 matching" }).ClickAsync();
        await admin.Page.GetByLabel("Reason").FillAsync("Token leaked");
        await admin.Page.GetByLabel("Type 3 to confirm").FillAsync("31");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke 3 sessions" }).ClickAsync();
        await Expect(admin.Page.GetByText("31 is not the number of sessions. Type 3.")).ToBeVisibleAsync();
        await Expect(admin.Page.GetByLabel("Reason")).ToHaveValueAsync("Token leaked");
        Assert.True(await visitors[0].IsLetInAsync());
        await admin.Page.GetByLabel("Type 3 to confirm").FillAsync("3");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke 3 sessions" }).ClickAsync();
        await Expect(admin.Page.GetByText("3 sessions ended. Nothing is left.")).ToBeVisibleAsync();
        foreach (var visitor in visitors)
            Assert.False(await visitor.IsLetInAsync());
        Assert.True(await other.IsLetInAsync());
        var events = await portal.A.AskDbAsync(db =>
            db.Events.Where(e => e.Kind == AuditKinds.SessionsEnded && e.Detail.Contains(person.Email!)).ToListAsync()
        );
        Assert.Equal(
            $"Token leaked [{person.Email}, signed in by GitHub, live: 3 ended, 0 already gone]",
            Assert.Single(events).Detail
        );
    }

    [Fact]
    public async Task Step10_Of_two_administrators_the_second_is_told_who_was_first()
    {
        var person = await portal.A.AddPersonAsync();
        var target = (await SignedInAsync(person, 1))[0];
        await using var first = await AdministratorAsync(true, "/admin/sessions?revoke=" + target.SessionId());
        await using var second = await AdministratorAsync(false, "/admin/sessions?revoke=" + target.SessionId());
        foreach (var admin in new[] { first, second })
        {
            await admin.Page.GetByLabel("Reason").FillAsync("Stolen");
            await admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).ClickAsync();
            await Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }
        await Expect(first.Page.GetByText("has ended on every instance, in")).ToBeVisibleAsync();
        await Expect(second.Page.Locator(".alert"))
            .ToHaveTextAsync(new Regex("^Already ended by p.*@test.example at [0-9:]{8} UTC\\.$"));
        var row = second.Page.Locator($"[id='s-{target.SessionId()}'] .badge.ended");
        await Expect(row).ToHaveTextAsync(new Regex("^Ended .*, by an administrator$"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step11_Who_signed_in_long_ago_proves_it_again_and_is_back_at_the_filter(bool script)
    {
        var person = await portal.A.AddPersonAsync();
        var target = (await SignedInAsync(person, 1))[0];
        var list = $"/admin/sessions?q={Uri.EscapeDataString(person.Email!)}&by=Password";
        await using var admin = await AdministratorAsync(script, list, TimeSpan.FromMinutes(16));
        await admin.Page.Locator($"[id='s-{target.SessionId()}'] .act button").ClickAsync();
        await admin.Page.GetByLabel("Reason").FillAsync("Laptop lost");
        await admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(admin.Page).ToHaveURLAsync(new Regex("/prove\\?"));
        Assert.True(await target.IsLetInAsync());
        await admin.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(AdminScene.Password);
        await admin.Page.Locator("main").GetByRole(AriaRole.Button).First.ClickAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, go on" }).ClickAsync();
        await Expect(admin.Page.GetByText("has ended on every instance, in")).ToBeVisibleAsync();
        await Expect(admin.Page.GetByLabel("Person or device")).ToHaveValueAsync(person.Email!);
        await Expect(admin.Page.GetByLabel("Signed in by")).ToHaveValueAsync("Password");
        await Expect(admin.Page.Locator($"[id='s-{target.SessionId()}'] .badge.ended")).ToBeVisibleAsync();
        Assert.False(await target.IsLetInAsync());
    }

    private async Task<List<HttpVisitor>> SignedInAsync(PortalUser person, int count, string provider = "Password")
    {
        var visitors = new List<HttpVisitor>();
        for (var i = 0; i < count; i++)
            visitors.Add(portal.A.VisitorWith(await portal.A.MakeSessionAsync(person, provider: provider)));
        return visitors;
    }

    private async Task<BrowserVisitor> AdministratorAsync(bool script, string path, TimeSpan provenAgo = default)
    {
        var boss = await portal.B.AddPersonAsync(administrator: true);
        var admin = await browser.OpenAsync(portal.B.Url, script);
        await admin.TakeSessionAsync(
            await portal.B.MakeSessionAsync(boss, DateTimeOffset.UtcNow - provenAgo, administrator: true)
        );
        Assert.Equal(200, (await admin.GoAsync(path)).Status);
        return admin;
    }
}
