using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rehearsal;

/// <summary>
/// People in a real browser, through the proxy with TLS: which of the two portals answers is chance with every request. Walks 1 (a person ends a
/// session from another browser, with script and without) and 3 (an administrator ends one).
/// </summary>
internal sealed partial class Walks : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _chromium;
    private readonly Uri _origin;
    private readonly Func<string, string> _password;

    private Walks(IPlaywright playwright, IBrowser chromium, Uri origin, Func<string, string> password) =>
        (_playwright, _chromium, _origin, _password) = (playwright, chromium, origin, password);

    public static async Task<Walks> StartAsync(Uri origin, Func<string, string> password)
    {
        SetDefaultExpectTimeout(10_000);
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("WEBPORTAL_CHROMIUM"),
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-dev-shm-usage",
                    $"--host-resolver-rules=MAP {origin.Host} 127.0.0.1",
                ],
            }
        );
        return new Walks(playwright, chromium, origin, password);
    }

    /// <summary>Walk 1, steps 1 to 7. How long after the press the other tab said so; null without script, where the next request does.</summary>
    public async Task<TimeSpan?> OnePersonEndsAnotherOfTheirsAsync(string email, bool script)
    {
        await using var p = await OpenAsync(script);
        await using var q = await OpenAsync(script);
        var (here, there) = (await SignInAsync(p, email), await SignInAsync(q, email));
        var session = (await p.CookiesAsync()).Single(c => c.Name == "__Host-session");
        if (session is not { HttpOnly: true, Secure: true, SameSite: SameSiteAttribute.Lax, Path: "/" })
            throw new InvalidOperationException("Not so: the session's cookie is HttpOnly, Secure and SameSite=Lax.");

        await here.GotoAsync("/account/sessions");
        var other = here.Locator("tbody[data-region=live] tr")
            .Filter(new() { HasNot = here.Locator(".badge.here") })
            .First;
        await Expect(other).ToContainTextAsync("Chrome");
        if (script)
            await LiveAsync(there);
        var clock = Stopwatch.StartNew();
        await other.GetByRole(AriaRole.Button).ClickAsync();
        TimeSpan? told = null;
        if (script)
        {
            await Expect(there.GetByRole(AriaRole.Alert))
                .ToContainTextAsync("You were signed out from another of your browsers");
            told = clock.Elapsed;
        }
        await Expect(here.GetByText("Ended").First).ToBeVisibleAsync();
        await RefusedAsync(there);
        await here.Locator("header").GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(here.Locator("main")).ToContainTextAsync("Signed out.");
        await RefusedAsync(here);
        return told;
    }

    /// <summary>Walk 3: the administrator's list shows the session by itself, Revoke with a reason ends it, and the open tab gives that reason.</summary>
    public async Task<TimeSpan> AnAdministratorEndsOneAsync(string administrator, string email)
    {
        await using var desk = await OpenAsync(script: true);
        await using var lost = await OpenAsync(script: true);
        var list = await SignInAsync(desk, administrator);
        await list.GotoAsync("/admin/sessions");
        await LiveAsync(list);
        var tab = await SignInAsync(lost, email);
        await LiveAsync(tab);
        var id = await tab.Locator("tr:has(.badge.here)").GetAttributeAsync("id");
        var row = list.Locator($"#{id}");
        await Expect(row).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button, new() { NameRegex = Revoke() }).ClickAsync();
        var dialog = list.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("Laptop reported lost");
        var clock = Stopwatch.StartNew();
        await dialog.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("Laptop reported lost");
        var told = clock.Elapsed;
        await Expect(list.GetByText("has ended on every instance, in")).ToBeVisibleAsync();
        await RefusedAsync(tab);
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }

    private Task<IBrowserContext> OpenAsync(bool script) =>
        _chromium.NewContextAsync(
            new()
            {
                BaseURL = _origin.ToString(),
                IgnoreHTTPSErrors = true, // The certificate is of the day.
                JavaScriptEnabled = script,
            }
        );

    private async Task<IPage> SignInAsync(IBrowserContext context, string email)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/sessions");
        await Expect(page).ToHaveURLAsync(SignInPage());
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(_password(email));
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(_origin, "/account/sessions").ToString());
        return page;
    }

    // Four times: whichever portal is asked.
    private static async Task RefusedAsync(IPage page)
    {
        for (var i = 0; i < 4; i++)
        {
            await page.GotoAsync("/account/sessions");
            await Expect(page).ToHaveURLAsync(SignInPage());
        }
    }

    private static Task LiveAsync(IPage page) => Expect(page.Locator("body[data-live]")).ToHaveCountAsync(1);

    [GeneratedRegex("/sign-in\\?returnUrl=")]
    private static partial Regex SignInPage();

    [GeneratedRegex("^Revoke")]
    private static partial Regex Revoke();
}
