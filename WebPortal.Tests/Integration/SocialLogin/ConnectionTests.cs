using System.Net;
using Microsoft.EntityFrameworkCore;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

// Long because: linking and unlinking undo each other, and are tried with the same people.
public sealed class ConnectionTests(SocialFixture social)
{
    [Fact]
    public async Task A_second_login_is_linked_and_then_signs_in_to_the_same_account()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", person);
        var next = await LinkAsync(visitor, "GitHub", person);
        Assert.Equal("/account/connections?outcome=Linked&with=GitHub", next);
        Assert.Contains("GitHub is linked.", await visitor.ReadAsync(next));
        using var again = social.Visit();
        Assert.Equal("/account/sessions", await again.SignInAsync("GitHub", person));
        Assert.Equal(await OwnerAsync("Google", person), await OwnerAsync("GitHub", person));
    }

    [Fact]
    public async Task A_login_of_another_account_is_not_taken_over()
    {
        var mine = await social.AddPersonAsync();
        var theirs = await social.AddPersonAsync();
        using var other = social.Visit();
        await other.SignInAsync("GitHub", theirs);
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", mine);
        visitor.ForgetIssuer();
        Assert.Contains("outcome=TakenByOther", await LinkAsync(visitor, "GitHub", theirs));
        Assert.NotEqual(await OwnerAsync("Google", mine), await OwnerAsync("GitHub", theirs));
    }

    [Fact]
    public async Task Linking_needs_the_same_person_signed_in_when_the_answer_comes()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", person);
        using var start = await visitor.Portal.PostAsync(
            "/account/connections",
            [new("provider", "GitHub")],
            "/account/connections?handler=Link"
        );
        var stranger = await social.AddPersonAsync();
        visitor.ForgetIssuer();
        var callback = await visitor.AnswerAsync(start.Headers.Location!.ToString(), stranger);
        using var signOut = await visitor.Portal.PostAsync("/account/connections", [], "/sign-out");
        using var response = await visitor.ReturnAsync(callback);
        Assert.Contains("outcome=SignedOutMeanwhile", response.Headers.Location!.ToString());
        Assert.Null(await OwnerAsync("GitHub", stranger));
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task Unlinking_ends_what_came_in_through_it_and_nothing_else()
    {
        var person = await social.AddPersonAsync();
        using var google = social.Visit();
        await google.SignInAsync("Google", person);
        await LinkAsync(google, "GitHub", person);
        using var github = social.Visit();
        await github.SignInAsync("GitHub", person);
        Assert.Contains("outcome=Unlinked", await UnlinkAsync(google, "GitHub", person));
        Assert.True(await google.IsSignedInAsync());
        Assert.False(await github.IsSignedInAsync());
        Assert.Contains("The login that you came in with was removed", await github.ReadAsync("/sign-in"));
        Assert.Null(await OwnerAsync("GitHub", person));
        var reason = await social.ReadAsync(db =>
            db.Sessions.Where(s => s.Provider == "GitHub" && s.ProviderSubject == person.SubjectAt("GitHub"))
                .Select(s => s.EndReason)
                .SingleAsync()
        );
        Assert.Equal((int)EndReason.LoginRemoved, reason);
    }

    [Fact]
    public async Task A_sign_in_under_way_does_not_survive_the_unlinking()
    {
        var person = await social.AddPersonAsync();
        using var google = social.Visit();
        await google.SignInAsync("Google", person);
        await LinkAsync(google, "GitHub", person);
        using var github = social.Visit();
        var callback = await github.AnswerAsync(await github.StartAsync("GitHub"), person);
        await UnlinkAsync(google, "GitHub", person);
        using var response = await github.ReturnAsync(callback);
        // The login is nobody's now, and its address belongs to an account: that one's proof is asked for.
        Assert.Equal("/sign-in/link", response.Headers.Location?.ToString());
        Assert.False(await github.IsSignedInAsync());
    }

    [Fact]
    public async Task The_last_way_in_stays()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", person);
        var next = await UnlinkAsync(visitor, "Google", person);
        Assert.Contains("outcome=LastWayIn", next);
        Assert.Contains("This is your last way in", await visitor.ReadAsync(next));
        Assert.True(await visitor.IsSignedInAsync());
        Assert.NotNull(await OwnerAsync("Google", person));
    }

    [Fact]
    public async Task Of_two_unlinkings_of_the_last_two_ways_one_succeeds()
    {
        for (var round = 0; round < 5; round++)
        {
            var person = await social.AddPersonAsync();
            using var one = social.Visit(social.A);
            await one.SignInAsync("Google", person);
            await LinkAsync(one, "GitHub", person);
            var userId = await OwnerAsync("Google", person);
            using var two = new SocialVisitor(social.B.Url, social.IssuerOrigin);
            foreach (var (name, value) in one.Portal.Cookies)
                two.Portal.Cookies[name] = value;
            await Task.WhenAll(UnlinkAsync(one, "Google", person), UnlinkAsync(two, "GitHub", person));
            Assert.Equal(1, await social.ReadAsync(db => db.UserLogins.CountAsync(l => l.UserId == userId)));
        }
    }

    [Fact]
    public async Task Somebody_elses_login_cannot_be_unlinked_by_naming_it()
    {
        var mine = await social.AddPersonAsync();
        var theirs = await social.AddPersonAsync();
        using var other = social.Visit();
        await other.SignInAsync("GitHub", theirs);
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", mine);
        await UnlinkAsync(visitor, "GitHub", theirs);
        Assert.NotNull(await OwnerAsync("GitHub", theirs));
        Assert.True(await other.IsSignedInAsync());
    }

    [Theory, InlineData("Google"), InlineData("GitHub"), InlineData("Issuer")]
    public async Task Who_has_no_password_proves_it_with_the_linked_provider(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync(provider, person);
        var before = visitor.Portal.Session;
        using var start = await visitor.Portal.PostAsync(
            "/account/connections",
            [new("returnUrl", "/account/connections")],
            "/prove/with/" + provider
        );
        var callback = await visitor.AnswerAsync(start.Headers.Location!.ToString(), person);
        using var done = await visitor.ReturnAsync(callback);
        Assert.Equal("/account/connections", done.Headers.Location?.ToString());
        Assert.NotEqual(before, visitor.Portal.Session);
        Assert.True(await visitor.IsSignedInAsync());
        // The new key still came in through the login, and ends with it.
        var entry = await social.ReadAsync(db =>
            db.Sessions.Where(s => s.ProviderSubject == person.SubjectAt(provider) && s.Ended == null).SingleAsync()
        );
        Assert.Equal(provider, entry.Provider);
    }

    [Fact]
    public async Task Another_persons_login_proves_nothing()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", person);
        var session = visitor.Portal.Session;
        using var start = await visitor.Portal.PostAsync(
            "/account/connections",
            [new("returnUrl", "/account")],
            "/prove/with/GitHub"
        );
        visitor.ForgetIssuer();
        var callback = await visitor.AnswerAsync(start.Headers.Location!.ToString(), await social.AddPersonAsync());
        using var done = await visitor.ReturnAsync(callback);
        Assert.Contains("outcome=SomebodyElse", done.Headers.Location!.ToString());
        Assert.Equal(session, visitor.Portal.Session);
    }

    private Task<string?> OwnerAsync(string provider, IssuerPerson person) =>
        social.ReadAsync(db => AddressTests.OwnerAsync(db, provider, person));

    private static async Task<string> LinkAsync(SocialVisitor visitor, string provider, IssuerPerson person)
    {
        using var start = await visitor.Portal.PostAsync(
            "/account/connections",
            [new("provider", provider)],
            "/account/connections?handler=Link"
        );
        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        var callback = await visitor.AnswerAsync(start.Headers.Location!.ToString(), person);
        using var done = await visitor.ReturnAsync(callback);
        return done.Headers.Location!.ToString();
    }

    private static async Task<string> UnlinkAsync(SocialVisitor visitor, string provider, IssuerPerson person)
    {
        using var response = await visitor.Portal.PostAsync(
            "/account/connections",
            [new("provider", provider), new("key", person.SubjectAt(provider))],
            "/account/connections?handler=Unlink"
        );
        return response.Headers.Location?.ToString() ?? response.StatusCode.ToString();
    }
}
