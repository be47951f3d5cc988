using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

[Collection(OneAccountTestAtATime.Name)]
public sealed class SignInPageTests(AccountPortal portal)
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in?handler=demo")]
    [InlineData("/register")]
    [InlineData("/forgot-password")]
    [InlineData("/reset-password")]
    [InlineData("/confirm-email?handler=confirm")]
    [InlineData("/confirm-email?handler=again")]
    public async Task A_post_without_a_token_is_refused_so_that_nobody_is_signed_in_to_an_attackers_account(string path)
    {
        var person = await portal.NewPersonAsync();
        using var visitor = new HttpVisitor(portal.A.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent([
                new("Email", person.Email),
                new("Password", person.Password),
                new("as", "user@example.com"),
            ]),
        };
        using var response = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(visitor.Session);
    }

    [Fact]
    public async Task A_planted_session_does_not_become_the_victims()
    {
        var attacker = await portal.NewPersonAsync();
        var victim = await portal.NewPersonAsync();
        using var planted = await portal.SignedInAsync(attacker);
        using var browser = new HttpVisitor(portal.A.Url);
        browser.Cookies["__Host-session"] = planted.Session!;

        using var signedIn = await browser.SignInAsync(victim.Email, victim.Password);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.NotEqual(planted.Session, browser.Session);
        foreach (var instance in new[] { portal.A, portal.B })
            Assert.Equal(HttpStatusCode.Redirect, (await planted.At(instance.Url).GetAsync("/account")).StatusCode);
        Assert.Contains(victim.Email, await TextAsync(browser, "/account"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/sessions", "/account/sessions", "Your sessions")]
    [InlineData("/account/activity?before=1-1", "/account/activity?before=1-1", "Your activity")]
    [InlineData("//evil.example", "/", null)]
    [InlineData("https://evil.example/", "/", null)]
    [InlineData("/\\evil.example", "/", null)]
    public async Task Signing_in_returns_to_the_page_that_was_clicked_and_says_which(
        string returnUrl,
        string expected,
        string? name
    )
    {
        var person = await portal.NewPersonAsync();
        using var visitor = new HttpVisitor(portal.A.Url);
        var page = "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl);
        var text = await TextAsync(visitor, page);
        if (name is null)
            Assert.DoesNotContain("You will return to", text, StringComparison.Ordinal);
        else
            Assert.Contains($"You will return to <b>{name}</b>", text, StringComparison.Ordinal);
        using var response = await visitor.PostAsync(
            page,
            [new("Email", person.Email), new("Password", person.Password)]
        );
        Assert.Equal(expected, response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_disabled_account_gets_plain_words_for_the_right_password_only()
    {
        var person = await portal.NewPersonAsync();
        await portal.DisableAsync(person.Id);
        using var visitor = new HttpVisitor(portal.A.Url);
        using var wrong = await visitor.SignInAsync(person.Email, "wrong wrong wrong");
        Assert.Contains("do not match", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var right = await visitor.SignInAsync(person.Email, person.Password);
        Assert.Contains("This account is disabled.", await right.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(visitor.Session);
    }

    [Fact]
    public async Task A_failure_keeps_the_address_but_never_the_password_and_the_event_holds_nothing_typed()
    {
        var person = await portal.NewPersonAsync();
        const string typed = "my-typed-secret-value";
        using var visitor = new HttpVisitor(portal.A.Url);
        using var response = await visitor.SignInAsync(person.Email, typed);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains($"value=\"{person.Email}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(typed, page, StringComparison.Ordinal);
        using var swapped = await visitor.SignInAsync(typed + "@example.net", "whatever else");
        using var owner = await portal.SignedInAsync(person);
        var activity = await TextAsync(owner, "/account/activity");
        Assert.Contains("Sign-in failed", activity, StringComparison.Ordinal);
        Assert.Contains("Wrong password", activity, StringComparison.Ordinal);
        Assert.DoesNotContain(portal.A.Lines.All, line => line.Contains(typed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_press_signs_a_demo_account_in_and_whoever_is_signed_in_may_go_on_or_switch()
    {
        using var visitor = new HttpVisitor(portal.A.Url);
        using var response = await visitor.PostAsync(
            "/sign-in",
            [new("as", "user@example.com"), new("ReturnUrl", "/account")],
            "/sign-in?handler=demo"
        );
        Assert.Equal("/account", response.Headers.Location!.ToString());
        Assert.Contains("Go on as user@example.com", await TextAsync(visitor, "/sign-in"), StringComparison.Ordinal);
        using var unknown = await visitor.PostAsync(
            "/sign-in",
            [new("as", "nobody@example.com")],
            "/sign-in?handler=demo"
        );
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Signing_out_says_so_and_twice_is_the_same()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var copy = visitor.At(portal.B.Url);
        using var stale = visitor.At(portal.A.Url);
        using var page = await stale.GetAsync("/account");
        var token = System
            .Text.RegularExpressions.Regex.Match(
                await page.Content.ReadAsStringAsync(),
                "__RequestVerificationToken\"[^>]*value=\"([^\"]+)"
            )
            .Groups[1]
            .Value;
        using var forged = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/sign-out"));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var signedOut = await visitor.PostAsync("/account", [], "/sign-out");
        Assert.Equal("/", signedOut.Headers.Location!.ToString());
        Assert.Null(visitor.Session);
        Assert.Contains("Signed out.", await TextAsync(visitor, "/"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await copy.GetAsync("/account")).StatusCode);
        using var again = await stale.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/sign-out")
            {
                Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]),
            }
        );
        Assert.Equal("/", again.Headers.Location!.ToString());
    }

    private static async Task<string> TextAsync(HttpVisitor visitor, string path) =>
        WebUtility.HtmlDecode(await (await visitor.GetAsync(path)).Content.ReadAsStringAsync());
}
