using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Account;

// Long because: walk 1 is one walk, and its steps are read in order beside the design.
/// <summary>
/// Walk 1 of the design, an end user in a browser, with script and without (which is its step 12). P is at one instance, Q at the other. Step 8 is in
/// <see cref="WalkOneOutageTests"/>, step 13 in <see cref="WalkOneIdleTests"/>.
/// </summary>
public sealed partial class WalkOneTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step01_to_07_Sessions_are_seen_and_one_is_ended_from_another(bool script)
    {
        var email = await AccountPeople.NewAsync(portal);
        await using var p = await browser.OpenAsync(portal.A.Url, script);
        // 1 and 2: to the sign-in page, and back to what was asked for.
        await p.GoAsync("/account/sessions");
        await Expect(p.Page).ToHaveURLAsync(At("/sign-in?returnUrl=%2Faccount%2Fsessions"));
        var before = (await p.Context.CookiesAsync()).Select(c => c.Name).ToHashSet();
        await AccountPeople.SignInHereAsync(p, email);
        await Expect(p.Page).ToHaveURLAsync(At("/account/sessions"));

        // 3: what signed in is one cookie; the other says only that this browser signed in before, for the throttle.
        var added = (await p.Context.CookiesAsync()).Where(c => !before.Contains(c.Name)).ToList();
        Assert.Equal(["__Host-known", "__Host-session"], added.Select(c => c.Name).Order());
        Assert.All(
            added,
            c =>
            {
                Assert.True(c.HttpOnly && c.Secure && c.Path == "/");
                Assert.Equal("localhost", c.Domain); // Of this host alone: with a Domain it would begin with a dot.
            }
        );
        Assert.Equal(SameSiteAttribute.Lax, added.Single(c => c.Name == MadeSessions.CookieName).SameSite);
        var session = await p.SessionCookieAsync();

        // 4: alone.
        var rows = p.SessionRows();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("This browser");
        await Expect(rows.GetByRole(AriaRole.Button)).ToHaveTextAsync("Sign out this browser");
        await Expect(Content(p)).ToContainTextAsync("Only this browser is signed in.");
        await Expect(Content(p)).Not.ToContainTextAsync("Revoke");

        // 5: a second row by itself, and focus stays where it was.
        var focused = p.Page.Locator("summary");
        if (script)
        {
            await p.LiveAsync();
            await focused.FocusAsync();
        }
        await using var q = await browser.OpenAsync(portal.B.Url, script);
        await q.GoAsync("/sign-in?returnUrl=/account/sessions");
        await AccountPeople.SignInHereAsync(q, email);
        var clock = Stopwatch.StartNew();
        var old = await q.SessionCookieAsync();
        Assert.NotEqual(session, old);
        if (script)
        {
            await Expect(rows).ToHaveCountAsync(2);
            Say($"second row {clock.ElapsedMilliseconds} ms after its sign-in was over");
            await Expect(focused).ToBeFocusedAsync();
            await Expect(p.Page.GetByText("Live. Last change at")).ToBeVisibleAsync();
            await q.LiveAsync();
        }
        else
        {
            await p.GoAsync("/account/sessions");
        }
        await Expect(Content(p)).ToContainTextAsync("You are signed in on two browsers.");

        // 6: its row stays where it is and says how it ended; so does the list of ended ones.
        await rows.Nth(1).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(rows.Nth(1)).ToContainTextAsync(EndedByYou());
        await Expect(rows.Nth(1).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(Content(p)).ToContainTextAsync("Only this browser is signed in.");
        await Expect(p.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out all others" })).ToHaveCountAsync(0);
        await p.Page.Locator("summary").ClickAsync();
        await Expect(p.Page.Locator("tbody[data-region=ended] tr")).ToContainTextAsync("You");

        // 7: the other browser says so untouched, its next request is refused, and its old cookie opens nothing at either instance.
        if (script)
        {
            await Expect(q.Page.GetByRole(AriaRole.Alert))
                .ToContainTextAsync("You were signed out from another of your browsers");
        }
        await q.GoAsync("/account/sessions");
        await Expect(q.Page).ToHaveURLAsync(new Regex("/sign-in\\?returnUrl="));
        foreach (var instance in new[] { portal.A, portal.B })
        {
            using var replay = instance.VisitorWith(old!);
            Assert.Equal(HttpStatusCode.Redirect, (await replay.GetAsync("/account/sessions")).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await replay.GetAsync("/live/account")).StatusCode);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step09_and_11_All_others_are_signed_out_and_then_this_browser(bool script)
    {
        var email = await AccountPeople.NewAsync(portal);
        var user = await AccountPeople.FindAsync(portal, email);
        await using var p = await browser.OpenAsync(portal.A.Url, script);
        await p.SignInAsync(email, AccountPeople.Password, "/account/sessions");
        var others = new List<HttpVisitor>();
        for (var i = 0; i < 3; i++)
            others.Add(portal.B.VisitorWith(await portal.B.MakeSessionAsync(user)));
        foreach (var other in others)
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/account/sessions")).StatusCode);

        // 9
        await p.GoAsync("/account/sessions");
        await p.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out all others (3)" }).ClickAsync();
        await Expect(Content(p)).ToContainTextAsync("Your 3 other browsers were signed out.");
        await Expect(Content(p)).ToContainTextAsync("Only this browser is signed in.");
        foreach (var other in others)
        {
            Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/account/sessions")).StatusCode);
            other.Dispose();
        }

        // 11: signed out, nothing is left of it: no cookie, no record, nothing behind the Back button.
        var reference = await p.SessionReferenceAsync();
        await using var redis = await portal.Redis.ConnectAsync();
        var record = new RedisSessionKeys("wp").Session(reference);
        Assert.True(await redis.GetDatabase().KeyExistsAsync(record));
        await p.Page.Locator("header").GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(p.Page).ToHaveURLAsync(portal.A.Url.ToString());
        await Expect(Content(p)).ToContainTextAsync("Signed out.");
        Assert.Null(await p.SessionCookieAsync());
        Assert.False(await redis.GetDatabase().KeyExistsAsync(record));
        await p.Page.GoBackAsync();
        await Expect(p.Page).ToHaveURLAsync(new Regex("/sign-in\\?returnUrl="));
        await Expect(Content(p)).Not.ToContainTextAsync("This browser");
    }

    [Fact]
    public async Task Step10_Another_persons_session_looks_like_one_that_never_was()
    {
        var others = await portal.A.MakeSessionAsync(
            await AccountPeople.FindAsync(portal, await AccountPeople.NewAsync(portal))
        );
        Assert.True(SessionKey.TryParse(others, out var key));
        await using var p = await browser.OpenAsync(portal.A.Url);
        await p.TakeSessionAsync(
            await portal.A.MakeSessionAsync(await AccountPeople.FindAsync(portal, await AccountPeople.NewAsync(portal)))
        );
        var bodies = new List<string>();
        foreach (var id in new[] { key.Reference.Id, new string('x', 22) })
        {
            Assert.Equal(404, (await p.GoAsync("/account/sessions/" + id)).Status);
            bodies.Add(WhatDiffers().Replace(await Content(p).InnerTextAsync(), "…"));
        }
        Assert.Contains("There is nothing at this address.", bodies[0], StringComparison.Ordinal);
        Assert.Equal(bodies[1], bodies[0]);
    }

    [Fact]
    public async Task Step12_By_keyboard_alone_on_a_phone_in_the_dark()
    {
        var email = await AccountPeople.NewAsync(portal);
        using var other = portal.B.VisitorWith(
            await portal.B.MakeSessionAsync(await AccountPeople.FindAsync(portal, email))
        );
        await using var p = await browser.OpenAsync(portal.A.Url, dark: true, phone: true);
        await p.GoAsync("/account/sessions");
        await p.AssertCleanAsync();
        await p.TabToAsync(p.Page.GetByLabel("E-mail"));
        await p.Page.Keyboard.TypeAsync(email);
        await p.TabToAsync(p.Page.GetByLabel("Password", new() { Exact = true }));
        await p.Page.Keyboard.TypeAsync(AccountPeople.Password);
        await p.Page.Keyboard.PressAsync("Enter");
        await Expect(p.Page).ToHaveURLAsync(At("/account/sessions"));
        await p.LiveAsync();
        await p.AssertCleanAsync();
        await p.PressAsync(p.SessionRows().Nth(1).GetByRole(AriaRole.Button));
        await Expect(p.SessionRows().Nth(1)).ToContainTextAsync(EndedByYou());
        await p.AssertCleanAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/account/sessions")).StatusCode);
        await p.PressAsync(p.Page.GetByText("Ended in the last 30 days (1)"));
        await Expect(p.Page.Locator("tbody[data-region=ended]")).ToBeVisibleAsync();
        await p.PressAsync(p.Page.Locator("header").GetByRole(AriaRole.Button, new() { Name = "Sign out" }));
        await Expect(Content(p)).ToContainTextAsync("Signed out.");
        await p.AssertCleanAsync();
    }

    private string At(string path) => new Uri(portal.A.Url, path).ToString();

    private static ILocator Content(BrowserVisitor visitor) => visitor.Page.Locator("main");

    private static void Say(string words) => TestContext.Current.TestOutputHelper?.WriteLine(words);

    [GeneratedRegex("Ended (Today|Yesterday), [0-9:APM  ]+( UTC)?, by you")]
    private static partial Regex EndedByYou();

    // The reference and the time of one request.
    [GeneratedRegex("[0-9a-f]{12}|[0-9]{1,2}:[0-9]{2}:[0-9]{2}")]
    private static partial Regex WhatDiffers();
}
