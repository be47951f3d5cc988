using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>Walk 3, step 15: Redis is away. Nothing is known, so no figure is shown, and nothing is reported as done.</summary>
public sealed class WalkThreeOutageTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step15_Without_Redis_there_are_dashes_and_no_revoke_is_reported_as_done(bool script)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var instance = new PortalInstance("away", redis.ConnectionString, portal.Directory);
        var person = await instance.AddPersonAsync();
        using var target = instance.VisitorWith(await instance.MakeSessionAsync(person));
        var boss = await instance.AddPersonAsync(administrator: true);
        await using var admin = await browser.OpenAsync(instance.Url, script);
        await admin.TakeSessionAsync(await instance.MakeSessionAsync(boss, administrator: true));
        var list = "/admin/sessions?q=" + person.Email;
        await admin.GoAsync(list);
        var figures = admin.Page.Locator("[data-figure]");
        await Expect(figures.First).ToHaveTextAsync("1");
        if (script)
        {
            await admin.LiveAsync();
            redis.Kill();
            await Expect(figures.First).ToHaveTextAsync("–");
            await Expect(figures.Last).ToHaveTextAsync("–");
            await Expect(admin.Page.Locator("[data-status]")).ToContainTextAsync("Cannot be read just now.");
            await redis.StartAgainAsync();
            await Expect(figures.First).ToHaveTextAsync("1");
        }
        await admin.Page.Locator($"[id='s-{target.SessionId()}'] .act button").ClickAsync();
        await admin.Page.GetByLabel("Reason").FillAsync("Lost");
        redis.Kill();
        await admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).ClickAsync();
        var main = admin.Page.Locator("main");
        await Expect(main).ToContainTextAsync("We cannot check your session just now.");
        await Expect(main).ToContainTextAsync("Nothing you sent was carried out.");
        Assert.Equal(503, (await admin.GoAsync(list)).Status);
        await Expect(main).Not.ToContainTextAsync(new Regex("[0-9]+ of [0-9]+ live"));

        await redis.StartAgainAsync();
        while ((await admin.GoAsync(list)).Status == 503)
            await Task.Delay(50);
        await Expect(figures.First).ToHaveTextAsync("1");
        Assert.True(await target.IsLetInAsync());
    }
}
