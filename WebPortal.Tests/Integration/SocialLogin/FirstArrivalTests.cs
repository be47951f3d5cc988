using System.Net;
using Microsoft.EntityFrameworkCore;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>The real handlers against the real issuer: who gets which account.</summary>
public sealed class FirstArrivalTests(SocialFixture social)
{
    public static TheoryData<string> Providers => ["Google", "GitHub", "Issuer"];

    [Theory, MemberData(nameof(Providers))]
    public async Task A_verified_free_address_becomes_an_account_and_the_session_says_by_whom(string provider)
    {
        var person = await social.AddPersonAsync(name: "Nora New");
        using var visitor = social.Visit();
        Assert.Equal("/account/sessions", await visitor.SignInAsync(provider, person));
        Assert.True(await visitor.IsSignedInAsync());
        Assert.DoesNotContain(visitor.Portal.Cookies.Keys, c => c.Contains("correlation") || c.Contains("nonce"));

        var user = await social.ReadAsync(db => db.Users.SingleAsync(u => u.Email == person.Email));
        Assert.True(user.EmailConfirmed);
        Assert.Null(user.PasswordHash);
        Assert.Equal("Nora New", user.DisplayName);
        var login = await social.ReadAsync(db => db.UserLogins.SingleAsync(l => l.UserId == user.Id));
        Assert.Equal((provider, person.SubjectAt(provider)), (login.LoginProvider, login.ProviderKey));
        var session = await social.ReadAsync(db => db.Sessions.SingleAsync(s => s.UserId == user.Id));
        Assert.Equal((provider, person.SubjectAt(provider)), (session.Provider, session.ProviderSubject));
        Assert.Equal(provider == "Issuer" ? "pwd" : "ext", session.Amr);
        Assert.Equal(provider == "Issuer", session.ProviderSessionId is not null);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task The_second_arrival_finds_the_same_account_under_a_new_session(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync(provider, person);
        var first = visitor.Portal.Session;
        await visitor.SignInAsync(provider, person);
        Assert.NotEqual(first, visitor.Portal.Session);
        Assert.Equal(1, await social.ReadAsync(db => db.Users.CountAsync(u => u.Email == person.Email)));
        using var old = new HttpVisitor(social.A.Url);
        old.Cookies["__Host-session"] = first!;
        using var refused = await old.GetAsync("/account/sessions");
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task An_attempt_begun_on_one_instance_ends_on_the_other(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        var callback = await visitor.AnswerAsync(await visitor.StartAsync(provider), person);
        using var response = await visitor.ReturnAsync(callback, social.B.Url);
        Assert.Equal("/account/sessions", response.Headers.Location?.ToString());
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_changed_address_at_the_provider_moves_nobody(string provider)
    {
        var victim = await social.AddAccountAsync($"victim-{Guid.NewGuid():N}@example.com", null);
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync(provider, person);
        await social.ExecuteAsync(
            "UPDATE People SET Email = $email WHERE Login = $login",
            ("$email", victim.Email!),
            ("$login", person.Login)
        );
        using var again = social.Visit();
        Assert.Equal("/account/sessions", await again.SignInAsync(provider, person));
        Assert.Equal(0, await social.ReadAsync(db => db.Sessions.CountAsync(s => s.UserId == victim.Id)));
        Assert.Equal(1, await social.ReadAsync(db => db.Users.CountAsync(u => u.Email == person.Email)));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Hostile_profile_text_stays_text(string provider)
    {
        const string name = "<script>alert('x')</script>\u202Eevil\r\nSet-Cookie: a=b\u001b[31m";
        var person = await social.AddPersonAsync(name: name + new string('n', 400));
        using var visitor = social.Visit();
        await visitor.SignInAsync(provider, person);
        foreach (var path in new[] { "/", "/account", "/account/connections", "/account/sessions" })
        {
            using var response = await visitor.Portal.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotContain("<script>alert", await response.Content.ReadAsStringAsync());
        }
        var user = await social.ReadAsync(db => db.Users.SingleAsync(u => u.Email == person.Email));
        Assert.InRange(user.DisplayName.Length, 1, 100);
        Assert.DoesNotContain(user.DisplayName, c => char.IsControl(c) || c == '\u202E');
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Two_first_arrivals_at_once_make_one_account(string provider)
    {
        var person = await social.AddPersonAsync();
        using var one = social.Visit(social.A);
        using var two = social.Visit(social.B);
        var callbacks = new[]
        {
            await one.AnswerAsync(await one.StartAsync(provider), person),
            await two.AnswerAsync(await two.StartAsync(provider), person),
        };
        var answers = await Task.WhenAll(one.ReturnAsync(callbacks[0]), two.ReturnAsync(callbacks[1]));
        Assert.All(answers, a => Assert.Equal("/account/sessions", a.Headers.Location?.ToString()));
        Assert.Equal(1, await social.ReadAsync(db => db.Users.CountAsync(u => u.Email == person.Email)));
    }

    [Fact]
    public async Task A_github_number_is_not_a_google_number()
    {
        // GitHub's id and Google's sub may be the same digits: the person is (provider, subject).
        var google = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", google);
        var github = await social.AddPersonAsync();
        await social.ExecuteAsync(
            "UPDATE People SET NumericId = $n WHERE Login = $login",
            (
                "$n",
                long.Parse(google.SubjectAt("Google")[10..], System.Globalization.CultureInfo.InvariantCulture) + 900
            ),
            ("$login", github.Login)
        );
        using var other = social.Visit();
        await other.SignInAsync("GitHub", github);
        Assert.Equal(1, await social.ReadAsync(db => db.Users.CountAsync(u => u.Email == github.Email)));
    }
}
