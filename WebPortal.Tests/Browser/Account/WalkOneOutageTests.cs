using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Account;

/// <summary>Walk 1, step 8: a web process dies and is started again, then Redis does. A process of its own, since what is tested is its death.</summary>
public sealed partial class WalkOneOutageTests(BrowserFixture browser)
{
    [Fact]
    public async Task Step08_A_restart_signs_nobody_out_and_without_Redis_the_page_says_so()
    {
        using var directory = new TemporaryDirectory();
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        var port = RedisServer.FreePort();
        PortalProcess Start() =>
            PortalProcess.Start(
                "Development",
                $"--urls=http://127.0.0.1:{port}",
                $"--ConnectionStrings:Redis={redis.ConnectionString}",
                $"--ConnectionStrings:Portal=Data Source={Path.Combine(directory.Path, "portal.db")}",
                $"--Embedded:Directory={directory.Path}",
                "--Embedded:Issuer=false"
            );

        var process = Start();
        try
        {
            var address = await process.ReadyAsync();
            await using var p = await browser.OpenAsync(address);
            await using var plain = await browser.OpenAsync(address, script: false);
            var (email, password) = await DemoAsync(Path.Combine(directory.Path, "demo-passwords"));
            foreach (var visitor in new[] { p, plain })
            {
                await visitor.SignInAsync(email, password, "/account/sessions");
                await Expect(Row(visitor)).ToBeVisibleAsync();
            }
            var cookies = (await p.SessionCookieAsync(), await plain.SessionCookieAsync());

            process.Signal("KILL");
            await process.EndAsync();
            await process.DisposeAsync();
            process = Start();
            await process.ReadyAsync();
            foreach (var visitor in new[] { p, plain })
            {
                await visitor.Page.ReloadAsync();
                await Expect(Row(visitor)).ToBeVisibleAsync();
            }

            // The open page says so by itself, and takes no figure for granted.
            await p.LiveAsync();
            redis.Kill();
            await Expect(p.Page.Locator("[data-status]")).ToContainTextAsync("Nothing was signed out by that.");
            foreach (var visitor in new[] { p, plain })
            {
                Assert.Equal(503, (await visitor.Page.ReloadAsync())!.Status);
                var main = visitor.Page.Locator("main");
                await Expect(main).ToContainTextAsync("We cannot check your session just now.");
                await Expect(main).ToContainTextAsync("You are still signed in");
                await Expect(main).ToContainTextAsync(Reference());
                Assert.DoesNotMatch(StackTrace(), await visitor.Page.ContentAsync());
                await Expect(visitor.Page.Locator("header")).Not.ToContainTextAsync("Sign in");
            }
            await p.AssertCleanAsync();
            Assert.Equal(cookies, (await p.SessionCookieAsync(), await plain.SessionCookieAsync()));

            await redis.StartAgainAsync();
            foreach (var visitor in new[] { p, plain })
            {
                while ((await visitor.Page.ReloadAsync())!.Status == 503)
                    await Task.Delay(50); // The portal's own connection comes back within a second.
                await Expect(Row(visitor)).ToBeVisibleAsync();
            }
            Assert.Equal(cookies, (await p.SessionCookieAsync(), await plain.SessionCookieAsync()));
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    private static ILocator Row(BrowserVisitor visitor) =>
        visitor.SessionRows().Filter(new() { HasText = "This browser" });

    // Written at the first start, after the address is open.
    private static async Task<(string Email, string Password)> DemoAsync(string file)
    {
        while (!File.Exists(file) || !(await File.ReadAllTextAsync(file)).Contains("admin@", StringComparison.Ordinal))
            await Task.Delay(20);
        return (await File.ReadAllLinesAsync(file))[0].Split(' ', 2) is [var email, var password]
            ? (email, password)
            : throw new InvalidOperationException("No demo account.");
    }

    [GeneratedRegex("Reference\\s*[0-9a-f]{12}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\bat WebPortal\.|StackExchange|RedisConnectionException|Exception:")]
    private static partial Regex StackTrace();
}
