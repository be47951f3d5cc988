using System.Net;
using System.Text;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser.Security;

/// <summary>A real browser, signed in at http://localhost, visits an evil page at http://127.0.0.1: another site.</summary>
public sealed class OtherSiteTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public async Task An_evil_page_can_send_nothing_frame_nothing_and_read_nothing()
    {
        var person = await Person.CreateAsync(portal.A);
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.SignInAsync(person.Email, person.Password, "/account/sessions");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        using var evil = new EvilSite(portal.A.Url);
        var page = await visitor.Context.NewPageAsync();
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GotoAsync(evil.Url + "post"),
            r => r.Url.EndsWith("/sign-out", StringComparison.Ordinal)
        );
        Assert.Equal(403, answer.Status);
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("That came from another site.");

        await page.GotoAsync(evil.Url + "frame");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var frame = page.Frames.Single(f => f.ParentFrame is not null);
        Assert.DoesNotContain(person.Email, await frame.ContentAsync(), StringComparison.Ordinal);

        await page.GotoAsync(evil.Url + "read");
        await Assertions.Expect(page.Locator("#result")).ToHaveTextAsync("refused refused refused");

        // She is still signed in, and a plain link from there works.
        await page.GotoAsync(evil.Url + "link");
        await page.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(portal.A.Url + "account/sessions");
    }

    [Fact]
    public async Task The_error_page_is_clean_in_every_light()
    {
        foreach (var (dark, phone) in new[] { (false, false), (true, false), (false, true) })
        {
            await using var visitor = await browser.OpenAsync(portal.A.Url, dark: dark, phone: phone);
            await visitor.GoAsync("/no-such-page?q=1");
            await visitor.AssertCleanAsync();
            await visitor.ScreenshotAsync($"error-404-{(dark ? "dark" : phone ? "phone" : "light")}");
        }
    }

    [Fact]
    public async Task The_503_page_is_clean()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var instance = new PortalInstance("away", redis.ConnectionString, portal.Directory);
        var person = await Person.CreateAsync(instance);
        using var signedIn = await person.SignInAsync(instance);
        redis.Kill();
        foreach (var (dark, phone) in new[] { (false, false), (true, false), (false, true) })
        {
            var look =
                dark ? "dark"
                : phone ? "phone"
                : "light";
            await using var visitor = await browser.OpenAsync(instance.Url, dark: dark, phone: phone);
            await visitor.TakeSessionAsync(signedIn.Session!);
            var response = await visitor.GoAsync("/account/sessions");
            Assert.Equal(503, response.Status);
            await visitor.AssertCleanAsync();
            await visitor.ScreenshotAsync("error-503-" + look);
            await visitor.GoAsync("/");
            await visitor.AssertCleanAsync();
            await visitor.ScreenshotAsync("home-unchecked-" + look);
        }
    }

    private sealed class EvilSite : IDisposable
    {
        private readonly HttpListener _listener = new();

        public EvilSite(Uri target)
        {
            var port = RedisServer.FreePort();
            Url = $"http://127.0.0.1:{port}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _ = ServeAsync(target);
        }

        public string Url { get; }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync(Uri target)
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
                var html = context.Request.Url!.AbsolutePath switch
                {
                    "/post" =>
                        $"""<form method="post" action="{target}sign-out"></form><script>document.forms[0].submit()</script>""",
                    "/frame" => $"""<iframe src="{target}account/sessions"></iframe>""",
                    "/link" => $"""<a href="{target}account/sessions">free money</a>""",
                    "/read" => $$"""
                        <p id="result"></p><script type="module">
                        const tries = [
                          () => fetch("{{target}}account/sessions", { credentials: "include" }),
                          () => fetch("{{target}}sign-out", { method: "POST", credentials: "include", headers: { "X-Requested-With": "x" } }),
                          () => new Promise((good, bad) => { const i = new Image(); i.onload = good; i.onerror = bad; i.src = "{{target}}logo.svg"; }),
                        ];
                        const words = [];
                        for (const attempt of tries) words.push(await attempt().then(() => "done", () => "refused"));
                        document.getElementById("result").textContent = words.join(" ");
                        </script>
                        """,
                    _ => "",
                };
                context.Response.ContentType = "text/html";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("<!doctype html>" + html));
                context.Response.Close();
            }
        }
    }
}
