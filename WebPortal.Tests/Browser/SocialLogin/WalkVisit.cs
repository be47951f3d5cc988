using Microsoft.Playwright;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.SocialLogin;

/// <summary>One tab on the walk, and all that went over its wire.</summary>
internal sealed class WalkVisit : IAsyncDisposable
{
    private readonly WalkScene _scene;
    private readonly bool _ownsContext;

    private WalkVisit(WalkScene scene, BrowserVisitor visitor, bool ownsContext) =>
        (_scene, Visitor, _ownsContext) = (scene, visitor, ownsContext);

    public BrowserVisitor Visitor { get; }

    public IPage Page => Visitor.Page;

    /// <summary>Addresses of navigations, redirects among them.</summary>
    public List<string> Requests { get; } = [];

    public List<(string Url, string Body)> Bodies { get; } = [];

    /// <summary>Pages that came to stand in the tab.</summary>
    public List<string> Seen { get; } = [];

    public List<string> Failures { get; } = [];

    public static async Task<WalkVisit> OpenAsync(WalkScene scene, BrowserFixture browser, bool script = true) =>
        await new WalkVisit(scene, await browser.OpenAsync(scene.Portal, script), ownsContext: true).WatchAsync();

    /// <summary>A second tab of the same browser.</summary>
    public Task<WalkVisit> NewTabAsync() =>
        new WalkVisit(_scene, new BrowserVisitor(Visitor.Context), ownsContext: false).WatchAsync();

    public Task<IResponse> GoAsync(string path) => Visitor.GoAsync(path);

    public Task ContinueAsync(string provider) =>
        Page.GetByRole(AriaRole.Button, new() { Name = "Continue with " + provider, Exact = true }).ClickAsync();

    /// <summary>At the issuer: who, and what is answered to its question.</summary>
    public async Task AnswerAsync(IssuerPerson person, string button = "Allow")
    {
        await SignInThereAsync(person);
        await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }

    public async Task SignInThereAsync(IssuerPerson person)
    {
        await Page.GetByLabel("Login name or e-mail").FillAsync(person.Login);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    public Task AllowAsync() => Page.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }).ClickAsync();

    /// <summary>From the sign-in page to a session.</summary>
    public async Task SignInAsync(string provider, IssuerPerson person)
    {
        await ContinueAsync(provider);
        await SignInThereAsync(person);
        var allow = Page.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true });
        var home = Page.GetByRole(AriaRole.Heading, new() { Level = 1, NameRegex = new("^Hello,") });
        await Expect(allow.Or(home)).ToBeVisibleAsync();
        if (await allow.IsVisibleAsync())
            await allow.ClickAsync();
        await Expect(home).ToBeVisibleAsync();
    }

    public async Task SignOutAsync()
    {
        await GoAsync("/");
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Sign in" }))
            .ToBeVisibleAsync();
    }

    public async Task<string?> SessionAsync() =>
        (await CookiesAsync()).SingleOrDefault(c => c.Name == "__Host-session")?.Value;

    public async Task<IReadOnlyList<string>> CookieNamesAsync() => [.. (await CookiesAsync()).Select(c => c.Name)];

    private async Task<IEnumerable<BrowserContextCookiesResult>> CookiesAsync() =>
        await Visitor.Context.CookiesAsync([_scene.Portal.ToString()]);

    private async Task<WalkVisit> WatchAsync()
    {
        await GoAsync("/sign-in");
        Page.Request += (_, request) =>
        {
            if (request.IsNavigationRequest)
                Requests.Add(request.Url);
            if (request.PostData is { } body)
                Bodies.Add((request.Url, body));
        };
        Page.Response += (_, response) =>
        {
            if (response.Status >= 500)
                Failures.Add($"{response.Status} {response.Url}");
        };
        Page.FrameNavigated += (_, frame) => Seen.Add(frame.Url);
        return this;
    }

    public ValueTask DisposeAsync() => _ownsContext ? Visitor.DisposeAsync() : new(Page.CloseAsync());
}
