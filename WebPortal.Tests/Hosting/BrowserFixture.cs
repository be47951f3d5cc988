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
