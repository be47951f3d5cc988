using System.Net;
using Microsoft.EntityFrameworkCore;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

// Long because: every way in which an answer can be wrong, for every provider.
/// <summary>Every way in which an answer can be wrong: words and a way on, never a 500, and a session that was there stays.</summary>
public sealed class CallbackTests(SocialFixture social)
{
    public static TheoryData<string> Providers => ["Google", "GitHub", "Issuer"];

    public static TheoryData<string, string, string> Faults
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var provider in new[] { "Google", "Issuer" })
            {
                foreach (
                    var fault in new[]
                    {
                        "WrongSignature",
                        "AlgNone",
                        "WrongAudience",
                        "WrongIssuer",
                        "WrongNonce",
                        "Expired",
                        "ExtraAudience",
                    }
                )
                    data.Add(provider, fault, "NotBelieved");
            }
            foreach (var provider in new[] { "Google", "GitHub", "Issuer" })
                data.Add(provider, "SlowAnswer", "NotAnswering");
            data.Add("Google", "TokenEndpointError", "Refused");
            data.Add("GitHub", "TokenEndpointError", "Refused");
            data.Add("Issuer", "TokenEndpointError", "Refused");
            return data;
        }
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_mangled_answer_signs_nobody_in(string provider, string fault, string outcome)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        var next = await visitor.SignInAsync(provider, person, fault);
        Assert.Contains("outcome=" + outcome, next);
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Equal(0, await social.ReadAsync(db => db.Users.CountAsync(u => u.Email == person.Email)));
        using var page = await visitor.Portal.GetAsync(next);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("role=\"alert\"", await page.Content.ReadAsStringAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_withheld_address_is_asked_for(string provider)
    {
        using var visitor = social.Visit();
        Assert.Equal(
            "/sign-in/address",
            await visitor.SignInAsync(provider, await social.AddPersonAsync(), "WithholdEmail")
        );
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Cancelling_says_so_and_leaves_the_session_that_was_there(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync(provider, person);
        var session = visitor.Portal.Session;
        var next = await visitor.SignInAsync(provider, person, decision: "cancel");
        Assert.StartsWith("/sign-in?outcome=Cancelled", next);
        Assert.Contains(
            "You cancelled at " + (provider == "Issuer" ? "Local issuer" : provider),
            await visitor.ReadAsync(next)
        );
        Assert.Equal(session, visitor.Portal.Session);
        Assert.True(await visitor.IsSignedInAsync());
        Assert.DoesNotContain(visitor.Portal.Cookies.Keys, c => c.Contains("correlation"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_reloaded_callback_was_already_used_and_touches_nothing(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        var callback = await visitor.AnswerAsync(await visitor.StartAsync(provider), person);
        using var first = await visitor.ReturnAsync(callback);
        var session = visitor.Portal.Session;
        using var second = await visitor.ReturnAsync(callback);
        Assert.Contains("This sign-in was already used.", await visitor.ReadAsync(second.Headers.Location!.ToString()));
        Assert.Equal(session, visitor.Portal.Session);
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_thief_of_cookie_and_callback_comes_too_late_on_any_instance(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        var callback = await visitor.AnswerAsync(await visitor.StartAsync(provider), person);
        using var thief = social.Visit();
        foreach (var (name, value) in visitor.Portal.Cookies)
            thief.Portal.Cookies[name] = value;
        using var first = await visitor.ReturnAsync(callback);
        Assert.True(await visitor.IsSignedInAsync());
        using var stolen = await thief.ReturnAsync(callback, social.B.Url);
        Assert.Equal(HttpStatusCode.Redirect, stolen.StatusCode);
        Assert.False(await thief.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Somebody_elses_answer_is_refused_and_recorded(string provider)
    {
        var attacker = await social.AddPersonAsync();
        using var attack = social.Visit();
        var link = await attack.AnswerAsync(await attack.StartAsync(provider), attacker);
        var person = await social.AddPersonAsync();
        using var victim = social.Visit();
        await victim.SignInAsync(provider, person);
        var session = victim.Portal.Session;
        var before = await CountAsync();
        using var response = await victim.ReturnAsync(link);
        var next = response.Headers.Location!.ToString();
        Assert.Contains("outcome=NotStartedHere", next);
        Assert.Contains("was not started in this browser", await victim.ReadAsync(next));
        Assert.Equal(session, victim.Portal.Session);
        Assert.True(await victim.IsSignedInAsync());
        Assert.True(await CountAsync() > before);
        Assert.Contains(social.A.Lines.All, l => l.Contains("State mismatch at " + provider));

        Task<int> CountAsync() =>
            social.ReadAsync(db => db.Events.CountAsync(e => e.Kind == WebPortal.Data.AuditKinds.StateMismatch));
    }

    [Theory]
    [InlineData("/signin-google", "")]
    [InlineData("/signin-google", "?code=x")]
    [InlineData("/signin-google", "?code=x&state=junk")]
    [InlineData("/signin-google", "?error=access_denied")]
    [InlineData("/signin-github", "")]
    [InlineData("/signin-github", "?code=x&state=%00%ff")]
    [InlineData("/signin-github", "?error=access_denied&error_description=%3Cscript%3E")]
    [InlineData("/signin-oidc/issuer", "")]
    [InlineData("/signin-oidc/issuer", "?code=x&state=junk")]
    [InlineData("/signin-oidc/issuer", "?error=access_denied")]
    [InlineData("/signin-oidc/issuer", "?iss=https://evil.example/&code=x&state=junk")]
    public async Task An_answer_without_a_right_state_is_refused_in_words(string path, string query)
    {
        using var visitor = social.Visit();
        using var response = await visitor.Portal.GetAsync(path + query);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith("/sign-in?outcome=", response.Headers.Location!.ToString());
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Two_tabs_both_end_well_or_say_why(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        var older = await visitor.StartAsync(provider);
        var newer = await visitor.StartAsync(provider);
        using var first = await visitor.ReturnAsync(await visitor.AnswerAsync(older, person));
        Assert.Equal("/account/sessions", first.Headers.Location?.ToString());
        using var second = await visitor.ReturnAsync(await visitor.AnswerAsync(newer, person));
        Assert.Equal("/account/sessions", second.Headers.Location?.ToString());
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_hundred_abandoned_attempts_leave_headers_of_sane_size(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        for (var i = 0; i < 100; i++)
            await visitor.StartAsync(provider);
        Assert.InRange(visitor.Portal.Cookies.Sum(c => c.Key.Length + c.Value.Length + 3), 0, 8 * 1024);
        Assert.Equal("/account/sessions", await visitor.SignInAsync(provider, person));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Only_a_form_of_ours_starts_an_attempt(string provider)
    {
        using var visitor = social.Visit();
        using var get = await visitor.Portal.GetAsync("/sign-in/with/" + provider);
        Assert.Contains(get.StatusCode, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound });
        using var bare = await visitor.Portal.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/sign-in/with/" + provider)
            {
                Content = new FormUrlEncodedContent([new("returnUrl", "/")]),
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.DoesNotContain(visitor.Portal.Cookies.Keys, c => c.Contains("correlation"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task The_way_there_is_bound_and_comes_back_only_to_this_site(string provider)
    {
        using var visitor = social.Visit();
        using var response = await visitor.Portal.PostAsync(
            "/sign-in",
            [new("returnUrl", "https://evil.example/")],
            "/sign-in/with/" + provider
        );
        foreach (
            var cookie in response
                .Headers.GetValues("Set-Cookie")
                .Where(c => c.Contains("correlation") || c.Contains("nonce"))
        )
        {
            Assert.StartsWith("__Host-", cookie);
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        }
        var person = await social.AddPersonAsync();
        var callback = await visitor.AnswerAsync(response.Headers.Location!.ToString(), person);
        using var done = await visitor.ReturnAsync(callback);
        Assert.Equal("/", done.Headers.Location?.ToString());
        var url = response.Headers.Location!.ToString();
        if (provider == "Issuer")
            Assert.Contains("request_uri=", url); // Pushed (RFC 9126): nothing of the request passes through the browser.
        else
            Assert.Contains("code_challenge_method=S256", url);
        if (provider == "Google")
            Assert.Contains("&nonce=", url);
    }

    [Fact]
    public async Task Nothing_secret_reaches_the_log()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        var callback = await visitor.AnswerAsync(await visitor.StartAsync("Issuer"), person);
        using var response = await visitor.ReturnAsync(callback);
        var code = Microsoft
            .AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(callback).Query)["code"]
            .ToString();
        Assert.NotEmpty(code);
        foreach (
            var secret in new[]
            {
                code,
                person.Password,
                visitor.Portal.Session!,
                social.Issuer.ClientSecret("webportal"),
            }
        )
            Assert.DoesNotContain(social.A.Lines.All, l => l.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(social.A.Lines.All, l => l.Contains("eyJ", StringComparison.Ordinal));
    }
}
