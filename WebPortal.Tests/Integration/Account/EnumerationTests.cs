using System.Net;
using System.Text.RegularExpressions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

/// <summary>Nobody learns from an answer which addresses have an account: not by its text, its status, nor the work that it took.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed partial class EnumerationTests(AccountPortal portal)
{
    public static TheoryData<string, string> Pages =>
        new()
        {
            { "/sign-in", "/sign-in" },
            { "/register", "/register" },
            { "/forgot-password", "/forgot-password" },
            { "/confirm-email", "/confirm-email?handler=again" },
        };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Known_unknown_unconfirmed_and_disabled_addresses_get_the_same_answer_for_the_same_work(
        string page,
        string action
    )
    {
        var known = await portal.NewPersonAsync();
        var unconfirmed = await portal.NewPersonAsync(confirmed: false);
        var disabled = await portal.NewPersonAsync();
        await portal.DisableAsync(disabled.Id);
        var withoutPassword = await portal.NewPersonAsync();
        await portal.ChangeAsync(withoutPassword.Id, u => u.PasswordHash = null);

        var expected = await AskAsync(page, action, AccountPortal.NewAddress());
        foreach (var person in new[] { known, unconfirmed, disabled, withoutPassword })
            Assert.Equal(expected, await AskAsync(page, action, person.Email));
    }

    [Fact]
    public async Task An_owner_is_told_by_mail_that_somebody_registered_with_the_address()
    {
        var known = await portal.NewPersonAsync();
        await AskAsync("/register", "/register", known.Email);
        var letter = await portal.MailAsync(known.Email);
        Assert.Equal("You have an account already", letter.Subject);
        using var visitor = await portal.SignedInAsync(known); // The old password still does.
    }

    private async Task<(HttpStatusCode, string?, string, int)> AskAsync(string page, string action, string email)
    {
        using var visitor = new HttpVisitor(portal.A.Url);
        portal.Doors.Hashes = 0;
        using var response = await visitor.PostAsync(
            page,
            [new("Name", "Ada Obi"), new("Email", email), new("Password", "wrong wrong horse battery")],
            action
        );
        var hashes = portal.Doors.Hashes;
        var body = await response.Content.ReadAsStringAsync();
        var location = response.Headers.Location?.ToString();
        if (location is not null)
        {
            using var next = await visitor.GetAsync(location);
            body = await next.Content.ReadAsStringAsync();
        }
        return (response.StatusCode, location, Changing().Replace(body, "").Replace(email, "ADDRESS"), hashes);
    }

    // What differs from one request to the next: antiforgery tokens and the reference.
    [GeneratedRegex("""value="CfDJ8[^"]*"|Reference <code>\w+</code>""")]
    private static partial Regex Changing();
}
