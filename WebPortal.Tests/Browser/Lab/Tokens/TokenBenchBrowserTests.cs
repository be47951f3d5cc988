using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Features.Lab.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Unit.Lab.Tokens;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Lab.Tokens;

public sealed class TokenBenchBrowserTests(PortalFixture portal, BrowserFixture browser)
{
    /// <summary>Two verifiers in two languages, one table.</summary>
    [Fact]
    public async Task The_browsers_verifier_agrees_with_the_servers_on_every_forged_token()
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.GoAsync("/lab/tokens");
        var tokens = ForgedTokens.All.Select(t => t.Token).ToList();
        // As JSON text, so that NUL and lone letters arrive as they are.
        var given = JsonSerializer.Serialize(
            new
            {
                tokens,
                keys = Forge.Keys.Published.Select(BenchData.Plain),
                now = Forge.Now.ToUnixTimeSeconds(),
            }
        );
        foreach (
            var off in new string[][]
            {
                [],
                ["alg"],
                ["alg", "kid"],
                ["alg", "typ", "kid", "iss", "aud", "nbf", "exp"],
                ["sig"],
                ["typ", "kid"],
            }
        )
        {
            var here = ForgedTokens
                .All.Select(t =>
                    $"{t.Name}: {StepVerifier.Verify(t.Token, new VerifierPolicy { Off = off }, Forge.Keys.Published, Forge.Now).Refusal?.Code ?? "accepted"}"
                )
                .ToList();
            var codes = await visitor.Page.EvaluateAsync<string[]>(
                """
                async ([given, off]) => {
                  const { verify } = await import("/lab-tokens-verify.js");
                  const { tokens, keys, now } = JSON.parse(given);
                  const policy = { algorithms: ["ES256", "RS256"], type: "at+jwt", issuer: "http://issuer.localhost:5081", audience: "lab-api", skew: 0, off };
                  const codes = [];
                  for (const token of tokens) codes.push((await verify(token, policy, keys, now)).refusal ?? "accepted");
                  return codes;
                }
                """,
                new object[] { given, off }
            );
            Assert.Equal(here, ForgedTokens.All.Zip(codes, (t, code) => $"{t.Name}: {code}"));
        }
    }

    [Fact]
    public async Task Typing_is_decoded_and_verified_in_the_page_and_nothing_is_sent()
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.GoAsync("/lab/tokens");
        var page = visitor.Page;
        await Expect(page.Locator("body[data-bench=ready]")).ToHaveCountAsync(1);
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        var token = await page.GetByLabel("Token", new() { Exact = true }).InputValueAsync();
        var verdict = page.Locator("[data-verdict]");

        await page.GetByLabel("Token", new() { Exact = true }).FillAsync(token[..^4] + "AAAA");
        await Expect(verdict).ToContainTextAsync("Refused at step 7: wrong signature.");
        await page.GetByLabel("Check: Signature is right").UncheckAsync();
        await Expect(verdict).ToContainTextAsync("Let in, unchecked: Signature is right.");
        await page.GetByText("What this API expects").ClickAsync();
        await page.GetByLabel("Audience", new() { Exact = true }).FillAsync("billing-api");
        await Expect(verdict).ToContainTextAsync("Refused at step 9: wrong audience.");
        await Expect(page.Locator("[data-check=aud]")).ToContainTextAsync("billing-api");
        await Expect(page.Locator("[data-check=exp]")).ToContainTextAsync("not reached");
        await page.GetByLabel("Token", new() { Exact = true }).FillAsync("eyJ");
        await Expect(verdict).ToContainTextAsync("Refused at step 1: not three parts.");
        Assert.Empty(requests);
        await visitor.AssertCleanAsync();
    }

    [Fact]
    public async Task The_page_says_the_same_with_script_as_without()
    {
        await using var scripted = await browser.OpenAsync(portal.A.Url);
        await scripted.GoAsync("/lab/tokens");
        await Expect(scripted.Page.Locator("body[data-bench=ready]")).ToHaveCountAsync(1);
        foreach (var preset in new[] { "audience", "article", "critical", "encrypted", "none" })
        {
            await scripted.Page.GetByLabel("Make another").SelectOptionAsync(preset);
            await scripted.Page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
            await Expect(scripted.Page.Locator("body[data-bench=ready]")).ToHaveCountAsync(1);
            var served = await SaidAsync(scripted.Page);
            await scripted.Page.GetByLabel("Token", new() { Exact = true }).DispatchEventAsync("input");
            await Expect(scripted.Page.Locator("[data-verdict-library]")).ToBeHiddenAsync();
            await Expect(scripted.Page.Locator("[data-part=signature]")).Not.ToContainTextAsync("µs");
            Assert.Equal(served, await SaidAsync(scripted.Page));
        }
    }

    [Fact]
    public async Task Without_script_one_makes_a_token_opens_it_and_sees_it_refused()
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url, script: false);
        await visitor.GoAsync("/lab/tokens/make");
        var page = visitor.Page;
        await page.GetByLabel("Claims")
            .FillAsync(
                """{"iss":"http://issuer.localhost:5081","aud":"billing-api","sub":"jane","email":"jane@example.com","exp":4102444800}"""
            );
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("email looks like an e-mail address");
        await page.GetByLabel("Sign it anyway").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open and verify it" }).ClickAsync();
        await Expect(page.Locator("[data-verdict]")).ToContainTextAsync("Refused at step 9: wrong audience.");
        await page.GetByLabel("Check: Audience").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Decode and verify" }).ClickAsync();
        await Expect(page.Locator("[data-verdict]")).ToContainTextAsync("Let in, unchecked: Audience.");
        await Expect(page.GetByLabel("Check: Audience")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task The_same_token_verifies_in_this_browser_and_the_cookie_limit_is_measured_here()
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.GoAsync("/lab/tokens/verifiers");
        await Expect(visitor.Page.Locator("[data-browser]").First).ToHaveTextAsync("✓ accepted");
        await Expect(visitor.Page.Locator("[data-browser]").Last).ToContainTextAsync("algorithm not allowed");
        await visitor.GoAsync("/lab/tokens/sizes");
        await Expect(visitor.Page.Locator("#cookie-limit")).ToContainTextAsync("4,096 bytes, name and value");
        Assert.DoesNotContain(await visitor.Context.CookiesAsync(), c => c.Name == "lab-size");
    }

    /// <summary>All that both ways of rendering say, apart from the time the check took and the seconds that pass meanwhile.</summary>
    private static async Task<string> SaidAsync(IPage page)
    {
        var said = await page.EvaluateAsync<string>(
            "[...document.querySelectorAll('[data-verdict], [data-part], [data-size], [data-missing]:not([hidden]), [data-check]')].map(e => e.textContent).join('\\n')"
        );
        said = Regex.Replace(said, @", checked in (this browser|[\d,]+ µs)|\d+ (s|min) (left|ago)", "");
        return Regex.Replace(said, @"\s+", " ");
    }
}
