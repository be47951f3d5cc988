using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>Walk 3, step 13: an administrator opens a page of somebody else's host, which sends the portal's own Revoke form.</summary>
public sealed class WalkThreeForgeryTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public async Task Step13_Neither_another_site_nor_a_sibling_host_can_send_the_form()
    {
        using var target = portal.A.VisitorWith(await portal.A.MakeSessionAsync(await portal.A.AddPersonAsync()));
        var boss = await portal.A.AddPersonAsync(administrator: true);
        await using var admin = await browser.OpenAsync(portal.A.Url);
        await admin.TakeSessionAsync(await portal.A.MakeSessionAsync(boss, administrator: true));
        Assert.Equal(200, (await admin.GoAsync("/admin/sessions")).Status);
        await using var forger = await ForgerAsync(new Uri(portal.A.Url, "/admin/sessions"), target.SessionId());
        var port = new Uri(
            forger.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        ).Port;
        foreach (var host in new[] { "evil.localhost", "blog.lab.localhost" })
        {
            var page = await admin.Context.NewPageAsync();
            var answer = await page.RunAndWaitForResponseAsync(
                () => page.GotoAsync($"http://{host}:{port}/"),
                r => r.Request.Method == "POST"
            );
            Assert.Equal("/admin/sessions", new Uri(answer.Url).AbsolutePath);
            Assert.Contains(answer.Status, new[] { 400, 403 });
            TestContext.Current.TestOutputHelper?.WriteLine($"{host}: {answer.Status}");
        }
        Assert.True(await target.IsLetInAsync());
        Assert.Null((await portal.A.EntryAsync(target.SessionId())).Ended);
        // The administrator's own session is none the worse for it.
        Assert.Equal(200, (await admin.GoAsync("/admin/sessions")).Status);
    }

    private static async Task<WebApplication> ForgerAsync(Uri target, string id)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet(
            "/",
            () =>
                Results.Content(
                    $"""
                    <!doctype html><form method="post" action="{target}"><input name="revoke" value="{id}"><input name="why" value="x"></form>
                    <script>document.forms[0].submit()</script>
                    """,
                    "text/html"
                )
        );
        await app.StartAsync();
        return app;
    }
}
