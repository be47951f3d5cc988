using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using WebPortal.Tests.Hosting;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace WebPortal.Tests.Hosting;

/// <summary>One headless Chromium for the whole run; a context of its own for each visitor, as if each sat at another machine.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A browser of its own.</summary>
    public async Task<BrowserVisitor> OpenAsync(
        Uri address,
        bool script = true,
        bool dark = false,
        bool phone = false
    ) =>
        new(
            await (await _started.Value).Browser.NewContextAsync(
                new()
                {
                    BaseURL = (address ?? throw new ArgumentNullException(nameof(address))).ToString(),
                    JavaScriptEnabled = script,
                    ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                    ViewportSize = new() { Width = phone ? 375 : 1200, Height = phone ? 800 : 900 },
                }
            )
        );

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
            return;
        var (playwright, browser) = await _started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(10_000);
        var chromium = Environment.GetEnvironmentVariable("WEBPORTAL_CHROMIUM");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = string.IsNullOrEmpty(chromium) ? "/usr/bin/chromium-headless-shell" : chromium,
                Args = Arguments,
            }
        );
        return (playwright, browser);
    }
}

/// <summary>A visitor with one tab.</summary>
public sealed class BrowserVisitor(IBrowserContext context) : IAsyncDisposable
{
    private static readonly AxeRunOptions Wcag = new()
    {
        RunOnly = new()
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        },
    };

    private readonly List<string> _complaints = [];

    public IBrowserContext Context => context;

    public IPage Page { get; private set; } = null!;

    /// <summary>Opens <paramref name="path"/> in the visitor's tab.</summary>
    public async Task<IResponse> GoAsync(string path)
    {
        if (Page is null)
        {
            Page = await context.NewPageAsync();
            // A violation of the content security policy shows here too.
            Page.Console += (_, message) =>
            {
                if (
                    message.Type == "error"
                    && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal)
                )
                    _complaints.Add(message.Text);
            };
            Page.PageError += (_, error) => _complaints.Add(error);
        }
        return (await Page.GotoAsync(path))!;
    }

    /// <summary>Through the sign-in page, as a person does.</summary>
    public async Task SignInAsync(string email, string password, string? returnUrl = null)
    {
        await GoAsync("/sign-in" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl)));
        await Page.GetByLabel("E-mail").FillAsync(email);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>Waits until the page's stream is open, after which no change is missed.</summary>
    public Task LiveAsync() => Assertions.Expect(Page.Locator("body[data-live]")).ToHaveCountAsync(1);

    /// <summary>No accessibility violation, no overflow to the side, no script error, no violation of the content security policy.</summary>
    public async Task AssertCleanAsync()
    {
        // After a click: styles matter to what is measured.
        await Page.Locator("body").WaitForAsync();
        await Page.EvaluateAsync(
            "() => document.readyState === 'complete' || new Promise(r => addEventListener('load', r, { once: true }))"
        );
        var result = await Page.RunAxe(Wcag);
        Assert.True(
            result.Violations.Length == 0,
            Page.Url
                + "\n"
                + string.Join(
                    "\n",
                    result.Violations.Select(v =>
                        $"{v.Impact} {v.Id}: {v.Help} -> {string.Join(" | ", v.Nodes.Select(n => n.Html))}"
                    )
                )
        );
        Assert.True(
            await Page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ),
            Page.Url + " is wider than the window."
        );
        Assert.Empty(_complaints);
    }

    /// <summary>Saves a picture below artifacts/ (see WEBPORTAL_SCREENSHOTS), to be looked at.</summary>
    public async Task ScreenshotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("WEBPORTAL_SCREENSHOTS") is { Length: > 0 } directory)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(directory, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
