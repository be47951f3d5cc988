using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

// Long because: three kinds of link with the same attacks on each.
/// <summary>Registration, forgotten passwords and changes of address: links that work once and do not stay in the address bar.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class MailLinkTests(AccountPortal portal)
{
    private const string NewPassword = "staple battery horse";

    [Fact]
    public async Task A_newcomer_registers_confirms_and_signs_in()
    {
        var email = AccountPortal.NewAddress();
        using var visitor = new HttpVisitor(portal.A.Url);
        await RegisterAsync(
            visitor,
            email,
            ("Disabled", "2020-01-01"),
            ("EmailConfirmed", "true"),
            ("Role", "Administrator")
        );
        var user = await portal.FindAsync(email);
        Assert.False(user!.EmailConfirmed); // Over-posted fields do nothing.

        using var early = await visitor.SignInAsync(email, NewPassword);
        Assert.Contains(
            "That address and password do not match.",
            await early.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Null(visitor.Session);

        var link = AccountPortal.LinkIn(await portal.MailAsync(email));
        await OpenAsync(visitor, link, "/confirm-email", email);
        using var confirmed = await visitor.PostAsync(
            "/confirm-email",
            [new("Password", NewPassword)],
            "/confirm-email?handler=confirm"
        );
        Assert.Equal("/sign-in", confirmed.Headers.Location!.ToString());
        Assert.DoesNotContain("__Host-mail-link", visitor.Cookies.Keys);
        using var signedIn = await visitor.SignInAsync(email, NewPassword);
        Assert.Equal("/", signedIn.Headers.Location!.ToString());

        using var second = new HttpVisitor(portal.B.Url);
        await OpenAsync(second, link, "/confirm-email", "That link does not work any more.");
    }

    [Fact]
    public async Task A_forgotten_password_is_chosen_anew_once_and_all_sessions_end()
    {
        var person = await portal.NewPersonAsync(confirmed: true);
        using var elsewhere = await portal.SignedInAsync(person, portal.B.Url);
        using var visitor = new HttpVisitor(portal.A.Url);
        await visitor.PostAsync("/forgot-password", [new("Email", person.Email)]);
        var link = AccountPortal.LinkIn(await portal.MailAsync(person.Email));
        await OpenAsync(visitor, link, "/reset-password", person.Email);
        using var second = new HttpVisitor(portal.B.Url);
        await OpenAsync(second, link, "/reset-password", person.Email);

        using var weak = await visitor.PostAsync("/reset-password", [new("Password", "password1")]);
        Assert.Contains("Too common", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var tries = await Task.WhenAll(
            visitor.PostAsync("/reset-password", [new("Password", NewPassword)]),
            second.PostAsync("/reset-password", [new("Password", NewPassword)])
        );
        Assert.Single(tries, t => t.Headers.Location?.ToString() == "/sign-in");

        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).StatusCode);
        using var third = new HttpVisitor(portal.A.Url);
        await OpenAsync(third, link, "/reset-password", "There is no link here that works.");
        using var old = await third.SignInAsync(person.Email, person.Password);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        using var now = await third.SignInAsync(person.Email, NewPassword);
        Assert.Equal(HttpStatusCode.Redirect, now.StatusCode);
        await portal.MailAsync(person.Email, "Your password was changed");
    }

    [Fact]
    public async Task An_address_is_changed_after_a_link_to_the_new_one_and_a_notice_to_the_old_one()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var elsewhere = await portal.SignedInAsync(person, portal.B.Url);
        var address = AccountPortal.NewAddress();
        using var asked = await visitor.PostAsync("/account/email", [new("Email", address)]);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        await portal.MailAsync(person.Email, "A change of your address was asked for");
        var letter = await portal.MailAsync(address);

        var before = visitor.Session;
        await OpenAsync(visitor, AccountPortal.LinkIn(letter), "/confirm-email", address);
        await visitor.PostAsync("/confirm-email", [], "/confirm-email?handler=confirm");
        Assert.NotEqual(before, visitor.Session);
        Assert.Contains(
            address,
            await (await visitor.GetAsync("/account")).Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).StatusCode);
        await portal.MailAsync(person.Email, "Your address was changed");
        Assert.Equal(person.Id, (await portal.FindAsync(address))!.Id);
        using var renewed = await new HttpVisitor(portal.A.Url).SignInAsync(address, person.Password);
        Assert.Equal(HttpStatusCode.Redirect, renewed.StatusCode);
    }

    [Theory]
    [InlineData("a stranger's")]
    [InlineData("another person's")]
    public async Task A_link_to_a_new_address_does_nothing_in_a_browser_that_is_not_of_that_account(string whose)
    {
        // Somebody asks for an address that is not theirs; its owner gets the mail, and presses.
        var asker = await portal.NewPersonAsync();
        using var asking = await portal.SignedInAsync(asker);
        var address = AccountPortal.NewAddress();
        await asking.PostAsync("/account/email", [new("Email", address)]);
        var link = AccountPortal.LinkIn(await portal.MailAsync(address));

        using var owner =
            whose == "a stranger's"
                ? new HttpVisitor(portal.A.Url)
                : await portal.SignedInAsync(await portal.NewPersonAsync());
        using var taken = await owner.GetAsync(link);
        using var opened = await owner.GetAsync("/confirm-email");
        Assert.StartsWith("/sign-in", opened.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        using var pressed = await owner.PostAsync("/sign-in", [], "/confirm-email?handler=confirm");
        Assert.StartsWith("/sign-in", pressed.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.Null(await portal.FindAsync(address));

        // The asker's own browser still can, if the mail is really theirs.
        await asking.GetAsync(link);
        await asking.PostAsync("/confirm-email", [], "/confirm-email?handler=confirm");
        Assert.Equal(asker.Id, (await portal.FindAsync(address))!.Id);
    }

    [Fact]
    public async Task Asking_for_an_address_that_is_taken_answers_the_same_and_changes_nothing()
    {
        var person = await portal.NewPersonAsync();
        var other = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var asked = await visitor.PostAsync("/account/email", [new("Email", other.Email)]);
        Assert.Equal("/account/email", asked.Headers.Location!.ToString());
        Assert.DoesNotContain("http", (await portal.MailAsync(other.Email)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_do_not_follow_a_forged_host_header_and_made_up_tokens_do_nothing()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = new HttpVisitor(portal.A.Url);
        using var form = await visitor.GetAsync("/forgot-password");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/forgot-password")
        {
            Headers = { Host = "evil.example" },
        };
        using var refused = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        foreach (
            var query in new[]
            {
                $"?u={person.Id}&t=abc",
                $"?u={person.Id}",
                "?t=abc&u=",
                "?u=%00&t=%FF",
                "?u=x&t=" + new string('a', 1400),
            }
        )
        {
            using var other = new HttpVisitor(portal.A.Url);
            foreach (var page in new[] { "/reset-password", "/confirm-email" })
            {
                using var first = await other.GetAsync(page + query);
                using var second = await other.GetAsync(page);
                Assert.Equal(HttpStatusCode.OK, second.StatusCode);
            }
        }
    }

    private static async Task RegisterAsync(HttpVisitor visitor, string email, params (string, string)[] more)
    {
        using var response = await visitor.PostAsync(
            "/register",
            [
                new("Name", "Ada <b>Obi</b>"),
                new("Email", email),
                new("Password", NewPassword),
                .. more.Select(m => KeyValuePair.Create(m.Item1, m.Item2)),
            ]
        );
        Assert.Equal("/confirm-email", response.Headers.Location!.ToString());
    }

    private async Task OpenAsync(HttpVisitor visitor, string link, string page, string shows)
    {
        using var opened = await visitor.GetAsync(link);
        Assert.Equal(page, opened.Headers.Location!.ToString()); // The token is not in the address any more.
        using var shown = await visitor.GetAsync(page);
        Assert.Contains(shows, await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var token = link.Split("t=")[1].Split('&')[0];
        Assert.DoesNotContain(portal.A.Lines.All, line => line.Contains(token, StringComparison.Ordinal));
    }
}
