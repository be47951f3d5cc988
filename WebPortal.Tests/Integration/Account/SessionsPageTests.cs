using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

[Collection(OneAccountTestAtATime.Name)]
public sealed partial class SessionsPageTests(AccountPortal portal)
{
    [Fact]
    public async Task Another_persons_session_answers_exactly_like_an_unknown_one()
    {
        var other = await portal.NewPersonAsync();
        using var theirs = await portal.SignedInAsync(other);
        using var visitor = await portal.SignedInAsync(await portal.NewPersonAsync());
        var (foreign, unknown) = (IdOf(theirs), new string('x', 22));

        Assert.Equal(await BodyAsync(visitor, unknown), await BodyAsync(visitor, foreign));
        foreach (var id in new[] { foreign, unknown })
        {
            using var posted = await visitor.PostAsync("/account/sessions", [new("session", id)]);
            Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await theirs.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task One_is_signed_out_then_all_others_and_the_ended_ones_stay_listed()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        Assert.Contains("Only this browser is signed in.", await PageAsync(visitor), StringComparison.Ordinal);
        using var second = await portal.SignedInAsync(person, portal.B.Url);
        var page = await PageAsync(visitor);
        Assert.Contains("You are signed in on two browsers.", page, StringComparison.Ordinal);
        Assert.True(
            page.IndexOf(IdOf(visitor), StringComparison.Ordinal) < page.IndexOf(IdOf(second), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(visitor.Session!.Split('.')[1], page, StringComparison.Ordinal);

        using var one = await visitor.PostAsync("/account/sessions", [new("session", IdOf(second))]);
        Assert.Equal("/account/sessions?kept=" + IdOf(second), one.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await second.GetAsync("/account")).StatusCode);
        page = await PageAsync(visitor);
        Assert.Contains("Firefox on Linux is signed out.", page, StringComparison.Ordinal);
        Assert.Contains("Ended in the last 30 days (1)", page, StringComparison.Ordinal);
        Assert.Contains("Signed out from another browser", page, StringComparison.Ordinal);
        using var details = await visitor.GetAsync("/account/sessions/" + IdOf(second));
        Assert.Contains("Mozilla/5.0", await details.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var third = await portal.SignedInAsync(person);
        using var fourth = await portal.SignedInAsync(person, portal.B.Url);
        Assert.Contains("Sign out all others (2)", await PageAsync(visitor), StringComparison.Ordinal);
        await visitor.PostAsync("/account/sessions", [], "/account/sessions?handler=others");
        Assert.Contains("Your 2 other browsers were signed out.", await PageAsync(visitor), StringComparison.Ordinal);
        foreach (var dead in new[] { third, fourth })
            Assert.Equal(HttpStatusCode.Redirect, (await dead.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Naming_somebody_elses_session_among_those_in_sight_shows_nothing_of_it()
    {
        var (person, other) = (await portal.NewPersonAsync(), await portal.NewPersonAsync());
        using var visitor = await portal.SignedInAsync(person);
        using var alive = await portal.SignedInAsync(other);
        using var ended = await portal.SignedInAsync(other);
        var (aliveId, endedId) = (IdOf(alive), IdOf(ended));
        await ended.PostAsync("/account/sessions", [], "/sign-out");
        foreach (var id in new[] { aliveId, endedId, "\"'><img>", new string('x', 5000) })
        {
            using var page = await visitor.GetAsync("/account/sessions?kept=" + Uri.EscapeDataString(id));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var rows = await page.Content.ReadAsStringAsync();
            Assert.Contains($"id=\"s-{IdOf(visitor)}\"", rows, StringComparison.Ordinal);
            Assert.DoesNotContain($"id=\"s-{id}", rows, StringComparison.Ordinal);
            Assert.DoesNotContain("<img>", rows, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_row_that_Redis_does_not_know_is_not_shown_as_alive()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var gone = await portal.SignedInAsync(person);
        // Behind the ledger's back, as a session that ran out.
        var store = portal.A.Services.GetRequiredService<ISessionStore>();
        await store.EndAsync(
            SessionReference.Of(person.Id, IdOf(gone)),
            new SessionEnd(EndReason.Idle, DateTimeOffset.UtcNow),
            true
        );
        var page = await PageAsync(visitor);
        Assert.DoesNotContain(IdOf(gone), page, StringComparison.Ordinal);
        Assert.Contains("Only this browser is signed in.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_any_kind_are_text_and_what_is_no_name_is_refused()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        foreach (var name in new[] { "<img src=x onerror=alert(1)>", "Ærøskøbing 李小龍 أحمد", "O'Brien \"&amp;\"" })
        {
            using var saved = await visitor.PostAsync(
                "/account",
                [new("Name", name), new("Disabled", "2020-01-01"), new("Email", "x@example.net")]
            );
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
            using var home = await visitor.GetAsync("/");
            var html = await home.Content.ReadAsStringAsync();
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
            Assert.Contains($"Hello, {name}.", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        }
        foreach (var name in new[] { "", "   ", "a\r\nb", "a\u001b[31mb", "a\u202eb", new string('n', 101) })
        {
            using var refused = await visitor.PostAsync("/account", [new("Name", name)]);
            Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
            Assert.Contains("id=\"name-error\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        var user = await portal.FindAsync(person.Email);
        Assert.Null(user!.Disabled);
        Assert.DoesNotContain(portal.A.Lines.All, line => line.Contains("onerror", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Activity_is_paged_by_a_cursor_without_a_gap_or_a_repeat()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        for (var i = 0; i < 30; i++)
            await visitor.PostAsync("/account", [new("Name", "Name " + i)]);
        var first = await TextAsync(visitor, "/account/activity");
        var older = OlderPattern().Match(first).Groups[1].Value;
        var second = await TextAsync(visitor, older);
        Assert.Equal(31, Rows(first) + Rows(second));
        Assert.Equal(25, Rows(first));
        Assert.Equal(25, Rows(await TextAsync(visitor, "/account/activity?before=junk")));
    }

    private static int Rows(string html) => html.Split("<tr><th scope=\"row\">").Length - 1;

    private static Task<string> PageAsync(HttpVisitor visitor) => TextAsync(visitor, "/account/sessions");

    private static async Task<string> TextAsync(HttpVisitor visitor, string path) =>
        WebUtility.HtmlDecode(await (await visitor.GetAsync(path)).Content.ReadAsStringAsync());

    private static async Task<string> BodyAsync(HttpVisitor visitor, string id)
    {
        using var response = await visitor.GetAsync("/account/sessions/" + id);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        return Changing().Replace((await response.Content.ReadAsStringAsync()).Replace(id, "ID"), "");
    }

    private static string IdOf(HttpVisitor visitor) =>
        SessionKey.TryParse(visitor.Session, out var key) ? key.Reference.Id : throw new InvalidOperationException();

    [GeneratedRegex("""value="CfDJ8[^"]*"|<code>\w+</code>|<time.*?</time>""")]
    private static partial Regex Changing();

    [GeneratedRegex("href=\"(/account/activity\\?before=[^\"]+)\"")]
    private static partial Regex OlderPattern();
}
