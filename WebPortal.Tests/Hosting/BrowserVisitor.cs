using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace WebPortal.Tests.Hosting;

/// <summary>A visitor with one tab.</summary>
public sealed class BrowserVisitor(IBrowserContext context) : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // What passed is not wanted: telling where it stands is most of the work.
    private static readonly string[] ResultTypes = ["violations"];

    private static readonly object Wcag = new
    {
        runOnly = new[] { "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice" },
        resultTypes = ResultTypes,
    };

    private static readonly object Colours = new
    {
        runOnly = new { type = "rule", values = new[] { "color-contrast", "link-in-text-block" } },
        resultTypes = ResultTypes,
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
    public Task AssertCleanAsync() => AssertCleanAsync(Wcag);

    /// <summary>
    /// Clean in light, dark and 375 px wide, without loading the page again; a picture of each. Dark changes colours and nothing else.
    /// </summary>
    public async Task AssertCleanEverywhereAsync(string name)
    {
        foreach (
            var (look, scheme, width, rules) in new[]
            {
                ("light", ColorScheme.Light, 1200, Wcag),
                ("dark", ColorScheme.Dark, 1200, Colours),
                ("phone", ColorScheme.Light, 375, Wcag),
            }
        )
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await Page.SetViewportSizeAsync(width, 900);
            await AssertCleanAsync(rules);
            await ScreenshotAsync($"{name}-{look}");
        }
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Page.SetViewportSizeAsync(1200, 900);
    }

    private async Task AssertCleanAsync(object rules)
    {
        // After a click: styles matter to what is measured.
        await Page.Locator("body").WaitForAsync();
        await Page.EvaluateAsync(
            "() => document.readyState === 'complete' || new Promise(r => addEventListener('load', r, { once: true }))"
        );
        // Once for each page loaded; the policy does not bind what the test itself evaluates.
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await Page.EvaluateAsync(Axe);
        var violations = await Page.EvaluateAsync<string[]>(
            """
            async rules => (await axe.run(document, rules)).violations.map(v =>
              `${v.impact} ${v.id}: ${v.help} -> ${v.nodes.map(n => n.html).join(" | ")}`)
            """,
            rules
        );
        Assert.True(violations.Length == 0, Page.Url + "\n" + string.Join("\n", violations));
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
