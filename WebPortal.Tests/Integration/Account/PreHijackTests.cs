using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

/// <summary>Somebody registers an address that is not his, and waits for its owner to confirm it.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class PreHijackTests(AccountPortal portal)
{
    private const string Confirm = "/confirm-email?handler=confirm";
    private const string Attackers = "attackers own ferry 9";
    private const string Owners = "owners calm teapot 4";

    [Fact]
    public async Task A_press_on_confirm_does_not_let_in_whoever_registered_the_address_first()
    {
        var email = AccountPortal.NewAddress();
        using var attacker = new HttpVisitor(portal.A.Url);
        using var owner = new HttpVisitor(portal.B.Url);
        await RegisterAsync(attacker, email, Attackers);
        await RegisterAsync(owner, email, Owners);
        using var opened = await owner.GetAsync(AccountPortal.LinkIn(await portal.MailAsync(email)));

        using var bare = await owner.PostAsync("/confirm-email", [], Confirm);
        using var own = await owner.PostAsync("/confirm-email", [new("Password", Owners)], Confirm);
        foreach (var refused in new[] { bare, own })
            Assert.Contains(
                "That is not the password chosen at registration.",
                await refused.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
        Assert.False((await portal.FindAsync(email))!.EmailConfirmed);

        // The way on: a password of her own, and the other one is worth nothing.
        using var choose = await owner.PostAsync("/confirm-email", [], "/confirm-email?handler=newPassword");
        Assert.Equal("/reset-password", choose.Headers.Location!.ToString());
        using var chosen = await owner.PostAsync("/reset-password", [new("Password", Owners)]);
        Assert.Equal("/sign-in", chosen.Headers.Location!.ToString());
        Assert.True((await portal.FindAsync(email))!.EmailConfirmed);
        await attacker.SignInAsync(email, Attackers);
        Assert.Null(attacker.Session);
        await owner.SignInAsync(email, Owners);
        Assert.NotNull(owner.Session);
    }

    [Fact]
    public async Task Passwords_cannot_be_guessed_at_the_confirmation()
    {
        var person = await portal.NewPersonAsync(confirmed: false);
        using var visitor = new HttpVisitor(portal.A.Url);
        await visitor.PostAsync("/confirm-email", [new("Email", person.Email)], "/confirm-email?handler=again");
        using var opened = await visitor.GetAsync(AccountPortal.LinkIn(await portal.MailAsync(person.Email)));
        for (var i = 0; i < 10; i++)
            await visitor.PostAsync("/confirm-email", [new("Password", "wrong wrong")], Confirm);
        using var refused = await visitor.PostAsync("/confirm-email", [new("Password", person.Password)], Confirm);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Fact]
    public async Task Registering_an_address_and_signing_in_with_it_does_not_tell_whether_it_had_an_account()
    {
        var known = await portal.NewPersonAsync();
        var fresh = AccountPortal.NewAddress();
        var pages = new List<string>();
        foreach (var email in new[] { known.Email, fresh })
        {
            using var visitor = new HttpVisitor(portal.A.Url);
            await RegisterAsync(visitor, email, Attackers);
            for (var i = 0; i < 5; i++)
            {
                using var signIn = await visitor.SignInAsync(email, Attackers);
                var page = await signIn.Content.ReadAsStringAsync();
                pages.Add(
                    page[
                        page.IndexOf("alert bad", StringComparison.Ordinal)..page.IndexOf(
                            "Reference",
                            StringComparison.Ordinal
                        )
                    ]
                );
            }
            using var sixth = await visitor.SignInAsync(email, Attackers); // The right password gave no try back.
            Assert.Equal(HttpStatusCode.TooManyRequests, sixth.StatusCode);
        }
        Assert.Single(pages.Distinct(StringComparer.Ordinal));
        Assert.Contains("do not match", pages[0], StringComparison.Ordinal);
        await portal.MailAsync(fresh, "Confirm your address");
    }

    [Fact]
    public async Task A_neighbours_made_up_links_do_not_block_a_good_one()
    {
        var person = await portal.NewPersonAsync();
        using var neighbour = new HttpVisitor(portal.A.Url);
        await neighbour.GetAsync($"/reset-password?u={person.Id}&t=garbage");
        HttpStatusCode last = default;
        for (var i = 0; i < 25; i++)
        {
            foreach (
                var (page, action) in new[] { ("/reset-password", "/reset-password"), ("/confirm-email", Confirm) }
            )
            {
                using var answer = await neighbour.PostAsync(page, [new("Password", Owners)], action);
                last = answer.StatusCode;
            }
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last); // Not for nothing either.

        using var owner = new HttpVisitor(portal.A.Url);
        await owner.PostAsync("/forgot-password", [new("Email", person.Email)]);
        await owner.GetAsync(AccountPortal.LinkIn(await portal.MailAsync(person.Email)));
        using var chosen = await owner.PostAsync("/reset-password", [new("Password", Owners)]);
        Assert.Equal("/sign-in", chosen.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Judging_passwords_at_registration_is_bounded_and_starts_only_when_the_rest_is_right()
    {
        using var visitor = new HttpVisitor(portal.A.Url);
        using var wrongAddress = await AskAsync(visitor, "not an address", "password1");
        Assert.DoesNotContain("Too common", await wrongAddress.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var email = AccountPortal.NewAddress();
        for (var i = 0; i < 20; i++)
        {
            using var weak = await AskAsync(visitor, email, "password1");
            Assert.Contains("Too common", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using var refused = await AskAsync(visitor, email, "password1");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    private static async Task RegisterAsync(HttpVisitor visitor, string email, string password)
    {
        using var response = await AskAsync(visitor, email, password);
        Assert.Equal("/confirm-email", response.Headers.Location!.ToString());
    }

    private static Task<HttpResponseMessage> AskAsync(HttpVisitor visitor, string email, string password) =>
        visitor.PostAsync("/register", [new("Name", "Ada Obi"), new("Email", email), new("Password", password)]);
}
