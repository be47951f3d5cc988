using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using WebPortal.Data;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.SocialLogin;

// Long because: walk 2 is one walk, and its steps are read in order beside the design.
/// <summary>Walk 2 of the design in Chromium, with every click that a person makes. The names carry its steps; step 12 is the lab's.</summary>
public sealed class ProviderWalkTests(WalkScene scene, BrowserFixture browser) : IClassFixture<WalkScene>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Steps_1_to_6_and_8_sign_in_with_Google_begun_at_A_and_finished_at_B(bool script)
    {
        var person = await scene.People.AddAsync(name: "Gerda Google");
        scene.Answer(scene.A);
        await using var visit = await WalkVisit.OpenAsync(scene, browser, script);
        var page = visit.Page;
        await visit.GoAsync("/sign-in");
        // 1: forms, not links.
        foreach (var name in new[] { "Google", "GitHub" })
        {
            var button = page.GetByRole(AriaRole.Button, new() { Name = "Continue with " + name });
            Assert.Equal("post", await page.Locator("form", new() { Has = button }).GetAttributeAsync("method"));
        }
        await Expect(page.GetByText("local stand-in")).ToBeVisibleAsync();

        // 2: one redirect, with everything that binds the answer to this browser, and nothing else.
        var start = await ChallengeAsync(visit);
        await using (var other = await WalkVisit.OpenAsync(scene, browser, script))
        {
            var again = await ChallengeAsync(other);
            foreach (var name in new[] { "state", "nonce", "code_challenge" })
                Assert.NotEqual(start[name], again[name]);
        }

        // 3: the password is typed on another host.
        Assert.Equal("issuer.localhost", new Uri(page.Url).Host);
        var wire = scene.Asked().Count;
        scene.Answer(scene.B);
        await visit.AnswerAsync(person);

        // 4: back, by name, after one call from server to server.
        await Expect(page).ToHaveURLAsync(scene.Portal + "");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Hello, Gerda Google.");
        Assert.Equal("POST /google/token", Assert.Single(scene.Asked(wire), l => l.Contains("/token")));

        // 6: nothing of the attempt is left; the session is a new one.
        Assert.DoesNotContain(await visit.CookieNamesAsync(), n => n.Contains("correlation") || n.Contains("nonce"));
        var session = await visit.SessionAsync();
        Assert.NotNull(session);

        // 5
        await visit.GoAsync("/account/sessions");
        await Expect(page.Locator("td[data-label='Signed in by']").First).ToHaveTextAsync("Google");
        await visit.GoAsync("/account/connections");
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^Google") })).ToBeVisibleAsync();
        if (script)
            await visit.Visitor.AssertCleanAsync();

        // 8: the callback again, at either instance: the session that there is stays as it is.
        var callback = Assert.Single(visit.Requests, r => r.Contains("/signin-google?"));
        foreach (var instance in new[] { scene.B, scene.A })
        {
            scene.Answer(instance);
            await visit.GoAsync(callback);
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This sign-in was already used");
            Assert.Equal(session, await visit.SessionAsync());
        }
        await visit.GoAsync("/account/sessions");
        Assert.Equal("/account/sessions", new Uri(page.Url).AbsolutePath);

        // 6 once more, over the session that is open: another id, and the old one is dead.
        await visit.GoAsync("/sign-in");
        await visit.ContinueAsync("Google");
        await Expect(page).ToHaveURLAsync(scene.Portal + "");
        Assert.NotEqual(session, await visit.SessionAsync());
        using var thief = new HttpVisitor(scene.A.Url);
        thief.Cookies["__Host-session"] = session!;
        Assert.False(await thief.IsLetInAsync());

        // 3 and F: neither the password nor a code or token was written down by either portal.
        var log = scene.Log();
        Assert.Contains("/signin-google", string.Join('\n', visit.Requests));
        Assert.DoesNotContain(person.Password, log, StringComparison.Ordinal);
        Assert.DoesNotContain(QueryHelpers.ParseQuery(new Uri(callback).Query)["code"].ToString(), log);
        Assert.DoesNotContain(
            visit.Bodies,
            b => b.Url.StartsWith(scene.Portal + "", StringComparison.Ordinal) && b.Body.Contains(person.Password)
        );
        Assert.Empty(visit.Failures);
    }

    [Fact]
    public async Task Step_7_cancelling_at_the_issuer_signs_nobody_in()
    {
        var person = await scene.People.AddAsync();
        await using var visit = await WalkVisit.OpenAsync(scene, browser);
        await visit.GoAsync("/sign-in");
        await visit.ContinueAsync("Google");
        await visit.AnswerAsync(person, "Cancel");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/sign-in\\?outcome=Cancelled"));
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("You cancelled at Google");
        Assert.Null(await visit.SessionAsync());
        await visit.Visitor.AssertCleanAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Step_9_an_attackers_link_to_the_callback_is_refused_and_recorded(bool signedIn)
    {
        var attacker = await scene.People.AddAsync();
        using var program = new SocialVisitor(scene.Portal, scene.IssuerOrigin);
        var link = await program.AnswerAsync(await program.StartAsync("Google"), attacker);
        await using var visit = await WalkVisit.OpenAsync(scene, browser);
        await visit.GoAsync("/sign-in");
        if (signedIn)
            await visit.SignInAsync("Google", await scene.People.AddAsync());
        var (session, events) = (await visit.SessionAsync(), await scene.CountAsync(AuditKinds.StateMismatch));
        var wire = scene.Asked().Count;

        await visit.GoAsync(link);
        await Expect(visit.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("That sign-in was not started in this browser");
        Assert.Equal(session, await visit.SessionAsync());
        Assert.Equal(events + 1, await scene.CountAsync(AuditKinds.StateMismatch));
        Assert.Contains("State mismatch at Google", scene.Log(), StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Asked(wire), l => l.Contains("/token"));
    }

    [Fact]
    public async Task Step_10_two_tabs_begun_one_after_the_other_both_end_well()
    {
        var person = await scene.People.AddAsync(name: "Tabea Tabs");
        await using var visit = await WalkVisit.OpenAsync(scene, browser);
        await visit.GoAsync("/sign-in?returnUrl=%2Faccount%2Fsessions");
        await visit.ContinueAsync("Google");
        await using var second = await visit.NewTabAsync();
        await second.GoAsync("/sign-in?returnUrl=%2Faccount%2Fconnections");
        await second.ContinueAsync("Google");

        await visit.AnswerAsync(person);
        await Expect(visit.Page).ToHaveURLAsync(new Uri(scene.Portal, "/account/sessions").ToString());
        // The form of the second tab is older than the sign-in of the first: it says so, and has a way on.
        await second.SignInThereAsync(person);
        await Expect(second.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That form was old");
        await second.Visitor.AssertCleanAsync();
        await second.Page.GetByRole(AriaRole.Link, new() { Name = "Go on as " + person.Login }).ClickAsync();
        await Expect(second.Page).ToHaveURLAsync(new Uri(scene.Portal, "/account/connections").ToString());
        await visit.GoAsync("/account/sessions");
        await Expect(visit.Page.Locator("[data-region=live] tr")).ToHaveCountAsync(1);
        Assert.Empty(visit.Failures.Concat(second.Failures));
    }

    [Fact]
    public async Task Step_11_the_same_address_from_GitHub_asks_for_Google_first_and_links()
    {
        var person = await scene.People.AddAsync();
        await using var first = await WalkVisit.OpenAsync(scene, browser);
        await first.GoAsync("/sign-in");
        await first.SignInAsync("Google", person);

        await using var second = await WalkVisit.OpenAsync(scene, browser);
        await second.GoAsync("/sign-in");
        await second.ContinueAsync("GitHub");
        await second.AnswerAsync(person);
        await Expect(second.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("You have an account here");
        Assert.Null(await second.SessionAsync());
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Google and link" }).ClickAsync();
        await Expect(second.Page).ToHaveURLAsync(scene.Portal + "");
        await second.GoAsync("/account/connections");
        await Expect(second.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await second.Visitor.AssertCleanAsync();

        // An address that GitHub did not verify leads nowhere near that account.
        var stranger = await scene.People.AddAsync(person.Email, verified: false);
        await using var third = await WalkVisit.OpenAsync(scene, browser);
        await third.GoAsync("/sign-in");
        await third.ContinueAsync("GitHub");
        await third.AnswerAsync(stranger);
        await Expect(third.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("Which address is yours?");
    }

    [Fact]
    public async Task Step_13_without_the_issuer_Google_is_not_answering_and_open_sessions_go_on()
    {
        var person = await scene.People.AddAsync();
        await using var inside = await WalkVisit.OpenAsync(scene, browser);
        await inside.GoAsync("/sign-in");
        await inside.SignInAsync("Google", person);
        await using var outside = await WalkVisit.OpenAsync(scene, browser);
        await outside.GoAsync("/sign-in");
        await scene.StopIssuerAsync();
        try
        {
            await outside.ContinueAsync("Google");
            await Expect(outside.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Google is not answering");
            await outside.Visitor.AssertCleanAsync();
            Assert.Equal(200, (await inside.GoAsync("/account/sessions")).Status);
            await Expect(inside.Page.Locator("[data-region=live] tr")).ToHaveCountAsync(1);
        }
        finally
        {
            await scene.StartIssuerAsync();
        }
        await outside.SignInAsync("Google", person);
    }

    [Fact]
    public async Task Step_14_the_second_time_there_is_no_prompt_until_the_person_withdraws()
    {
        var person = await scene.People.AddAsync();
        await using var visit = await WalkVisit.OpenAsync(scene, browser);
        await visit.GoAsync("/sign-in");
        await visit.SignInAsync("Google", person);
        await visit.SignOutAsync();
        await visit.GoAsync("/sign-in");
        visit.Seen.Clear();
        await visit.ContinueAsync("Google");
        await Expect(visit.Page).ToHaveURLAsync(scene.Portal + "");
        Assert.NotNull(await visit.SessionAsync());
        Assert.DoesNotContain(visit.Seen, url => url.StartsWith(scene.IssuerOrigin, StringComparison.Ordinal));

        await visit.GoAsync(scene.IssuerOrigin + "/apps");
        await visit.Visitor.AssertCleanAsync();
        await visit.Visitor.ScreenshotAsync("issuer-apps");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw WebPortal Google" }).ClickAsync();
        await Expect(visit.Page.GetByText("No app may act for you")).ToBeVisibleAsync();
        // The portal's session is the portal's.
        Assert.Equal(200, (await visit.GoAsync("/account/sessions")).Status);
        await visit.SignOutAsync();
        await visit.GoAsync("/sign-in");
        await visit.ContinueAsync("Google");
        await visit.AllowAsync();
        await Expect(visit.Page).ToHaveURLAsync(scene.Portal + "");
        Assert.Empty(visit.Failures);
    }

    /// <summary>Presses Continue with Google. What the portal asks the issuer for, which came by one redirect of the press.</summary>
    private async Task<Dictionary<string, string>> ChallengeAsync(WalkVisit visit)
    {
        var before = visit.Requests.Count;
        await visit.ContinueAsync("Google");
        var sent = visit.Requests.Skip(before).ToList();
        Assert.Equal(new Uri(scene.Portal, "/sign-in/with/Google").ToString(), sent[0]);
        var authorize = new Uri(sent[1]);
        Assert.Equal(scene.IssuerOrigin + "/google/o/oauth2/v2/auth", authorize.GetLeftPart(UriPartial.Path));
        var query = QueryHelpers.ParseQuery(authorize.Query).ToDictionary(p => p.Key, p => p.Value.Single()!);
        string[] names =
        [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "redirect_uri",
            "response_type",
            "scope",
            "state",
        ];
        Assert.Equal(names, query.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal("openid profile email", query["scope"]);
        Assert.Equal("webportal", query["client_id"]);
        Assert.Equal(new Uri(scene.Portal, "/signin-google").ToString(), query["redirect_uri"]);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", query["code_challenge"]);
        Assert.Matches("^[A-Za-z0-9_-]{22,}$", query["nonce"]); // 128 bits or more.
        Assert.True(query["state"].Length > 40);
        return query;
    }
}
