using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>The pages in a real browser: no script, light and dark, 375 px, no axe violation, nothing the CSP had to stop.</summary>
public sealed class BrowserTests(SharedIssuer shared)
{
    private static readonly string? Chromium =
        Environment.GetEnvironmentVariable("WEBPORTAL_CHROMIUM")
        ?? new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists);

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 375)]
    public async Task Every_page_is_accessible_and_fits(ColorScheme scheme, int width)
    {
        Assert.SkipWhen(Chromium is null, "No Chromium here; set WEBPORTAL_CHROMIUM.");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] }
        );
        await using var context = await browser.NewContextAsync(
            new()
            {
                ColorScheme = scheme,
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        var problems = new List<string>();
        page.Console += (_, m) => problems.Add($"{page.Url}: {m.Text}");

        await CheckAsync(page, "/", problems, width);
        await CheckAsync(page, "/nothing-here", problems, width);
        await CheckAsync(page, "/signed-out", problems, width);
        await CheckAsync(
            page,
            new Flow { Scope = "openid profile email offline_access api" }.Address(),
            problems,
            width
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as max-markup" }).ClickAsync();
        await CheckAsync(page, null, problems, width);
        await CheckAsync(
            page,
            new Flow { RedirectUri = "http://localhost:5080/signin-github", Scope = "user:email" }.Address(
                "/github/login/oauth/authorize"
            ),
            problems,
            width
        );
        await CheckAsync(page, "/sessions", problems, width);
        await CheckAsync(page, "/apps", problems, width);
        await CheckAsync(page, "/device", problems, width);
        await CheckAsync(page, "/connect/logout", problems, width);

        // 404 is what was asked for once; the browser says so on its console.
        problems.RemoveAll(p => p.Contains("404", StringComparison.Ordinal));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private async Task CheckAsync(IPage page, string? path, List<string> problems, int width)
    {
        if (path is not null)
            await page.GotoAsync(shared.Issuer.Origin + path);
        var axe = await page.RunAxe(
            new AxeRunOptions
            {
                RunOnly = new()
                {
                    Type = "tag",
                    Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                },
                ResultTypes = new HashSet<ResultType> { ResultType.Violations },
            }
        );
        problems.AddRange(
            axe.Violations.Select(v =>
                $"{page.Url}: {v.Impact} {v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"
            )
        );
        var scroll = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (scroll > width)
            problems.Add($"{page.Url}: {scroll} px wide");
        if (Environment.GetEnvironmentVariable("WEBPORTAL_SCREENSHOTS") is { } folder)
            await page.ScreenshotAsync(
                new()
                {
                    Path = Path.Combine(
                        folder,
                        $"{new Uri(page.Url).AbsolutePath.Trim('/').Replace('/', '-')}-{width}.png"
                    ),
                    FullPage = true,
                }
            );
    }
}
