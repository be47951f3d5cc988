using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Features.Lab.Wire;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab;

/// <summary>
/// Every page of the lab, as its routes say, light, dark and at 375 px: no accessibility violation, nothing wider than the window, nothing that the
/// content security policy or a script complains of. Each is loaded once and looked at three times. The race has its own (<see cref="WalkFourTests"/>).
/// </summary>
[Collection("lab")]
public sealed partial class LabLooksTests(LabFixture lab, BrowserFixture browser)
{
    /// <summary>By route, the addresses to look at: a route that has none fails.</summary>
    private static readonly Dictionary<string, string[]> Addresses = new(StringComparer.Ordinal)
    {
        ["lab"] = ["/lab"],
        ["lab/race"] = ["/lab/race", "/lab/race?kind=demotion"],
        ["lab/race/{run}"] = [.. WalkFourTests.RaceLooks],
        ["lab/lanes"] = ["/lab/lanes"],
        ["lab/lanes/{key}"] = [.. "scjdrpiob".Select(key => "/lab/lanes/" + key)],
        ["lab/source/{**path}"] =
        [
            "/lab/source/WebPortal/Features/Lab/Lanes/JwtOnly/JwtOnlyLane.cs#L9",
            "/lab/source/WebPortal/Features/Sessions/SessionTicketStore.cs",
        ],
        ["lab/tokens"] = ["/lab/tokens"],
        ["lab/tokens/make"] = ["/lab/tokens/make"],
        ["lab/tokens/encrypt"] = ["/lab/tokens/encrypt"],
        ["lab/tokens/keys"] = ["/lab/tokens/keys", "/lab/tokens/keys?run=gone"],
        ["lab/tokens/sizes"] = ["/lab/tokens/sizes"],
        ["lab/tokens/verifiers"] = ["/lab/tokens/verifiers"],
        // Right, imprecise, wrong, not judged; the one with the longest code; a filter.
        ["lab/claims"] = ["/lab/claims", "/lab/claims?verdict=not-judged&station=race"],
        ["lab/claims/{number}"] =
        [
            "/lab/claims/1",
            "/lab/claims/4",
            "/lab/claims/12",
            "/lab/claims/98",
            "/lab/claims/149",
        ],
        ["lab/claims/corrections"] = ["/lab/claims/corrections"],
        ["decide"] =
        [
            "/decide",
            "/decide?client=pages&backend=one&login=social",
            "/decide?client=spa&backend=several&login=company&others=yes&offer=yes&store=none&trust=mixed&stakes=high&x=1",
        ],
    };

    /// <summary>What a form answers: where, and which buttons to press, one after the other; each answer is looked at, the last of them in every look.</summary>
    private static readonly (string Path, Func<IPage, Task>? Before, string[] Buttons)[] Answers =
    [
        (
            "/lab/tokens",
            p => p.GetByLabel("Make another").SelectOptionAsync("audience"),
            ["Make it", "Flip one bit", "Decode and verify"]
        ),
        ("/lab/tokens/make", p => p.GetByLabel("Claims").FillAsync("""{"password":"x"}"""), ["Sign"]),
        ("/lab/tokens/make", p => p.GetByLabel("Claims").FillAsync("""{"sub":"x"}"""), ["Sign"]),
        ("/lab/tokens/make", p => p.GetByLabel("Claims").FillAsync("no JSON"), ["Sign"]),
        (
            "/lab/tokens/keys",
            null,
            ["Begin with one key", "Publish a second key", "Let 2½ minutes pass", "Retire the old key"]
        ),
        ("/lab/tokens/encrypt", null, ["Make it", "Open it"]),
        ("/lab/lanes/s", null, ["Set it without HttpOnly", "Set it without Secure"]),
    ];

    public static TheoryData<string> Routes => [.. Addresses.Keys.Where(r => r != "lab/race/{run}")];

    [Fact]
    public void Every_page_of_the_lab_is_looked_at()
    {
        var routes = lab
            .A.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is { } page && IsLab(page))
            .Select(e => e.RoutePattern.RawText!.Trim('/'))
            .Distinct();
        Assert.Equal(routes.Order(), Addresses.Keys.Order());
        Assert.All(Addresses, a => Assert.NotEmpty(a.Value));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task It_is_clean(string route)
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url);
        foreach (var address in Addresses[route])
        {
            if (route == "lab/lanes/{key}")
                await RecordAsync(address);
            await visitor.GoAsync(address);
            await visitor.AssertCleanEverywhereAsync(Named(address));
        }
    }

    [Fact]
    public async Task What_forms_answer_is_clean()
    {
        await using var visitor = await browser.OpenAsync(lab.A.Url);
        foreach (var (path, before, buttons) in Answers)
        {
            await visitor.GoAsync(path);
            if (before is not null)
                await before(visitor.Page);
            foreach (var button in buttons)
            {
                await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
                if (button == buttons[^1])
                    await visitor.AssertCleanEverywhereAsync(Named($"{path}-{button}"));
                else
                    await visitor.AssertCleanAsync();
            }
        }
        await Expect(visitor.Page.Locator("p[role=status]")).ToContainTextAsync("refused it");
    }

    private async Task RecordAsync(string address)
    {
        var recorder = lab.A.Services.GetRequiredService<WireRecorder>();
        if (await recorder.LastAsync(address[^1..]) is not null)
            return;
        using var http = new HttpVisitor(lab.A.Url);
        using var recorded = await http.PostAsync(address, []);
    }

    private static bool IsLab(PageActionDescriptor page) =>
        page.ViewEnginePath.StartsWith("/Lab/", StringComparison.Ordinal);

    private static string Named(string address) => Odd().Replace(address.Trim('/'), "-");

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Odd();
}
