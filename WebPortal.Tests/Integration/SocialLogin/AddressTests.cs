using System.Net;
using Microsoft.EntityFrameworkCore;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>What an address may do: nothing by itself.</summary>
public sealed class AddressTests(SocialFixture social)
{
    private const string Password = "correct horse battery staple";

    public static TheoryData<string> Providers => ["Google", "GitHub", "Issuer"];

    [Theory, MemberData(nameof(Providers))]
    public async Task An_account_with_the_address_is_linked_only_after_its_own_proof(string provider)
    {
        var account = await social.AddAccountAsync($"owner-{Guid.NewGuid():N}@example.com", Password);
        var person = await social.AddPersonAsync(account.Email);
        using var visitor = social.Visit();
        Assert.Equal("/sign-in/link", await visitor.SignInAsync(provider, person));
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Contains(account.Email!, await visitor.ReadAsync("/sign-in/link"));

        using var wrong = await visitor.Portal.PostAsync("/sign-in/link", [new("Password", "not this one at all")]);
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.False(await visitor.IsSignedInAsync());

        // The page of another browser knows nothing of it.
        using var other = social.Visit();
        using var elsewhere = await other.Portal.GetAsync("/sign-in/link");
        Assert.Contains("outcome=LinkLapsed", elsewhere.Headers.Location!.ToString());

        using var right = await visitor.Portal.PostAsync("/sign-in/link", [new("Password", Password)]);
        Assert.Equal("/account/sessions", right.Headers.Location?.ToString());
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Equal(account.Id, await social.ReadAsync(db => OwnerAsync(db, provider, person)));

        // From now on it signs in by itself; and what waited is used up.
        using var again = social.Visit();
        Assert.Equal("/account/sessions", await again.SignInAsync(provider, person));
        using var lapsed = await visitor.Portal.GetAsync("/sign-in/link");
        Assert.Equal(HttpStatusCode.Redirect, lapsed.StatusCode);
    }

    [Fact]
    public async Task An_account_that_came_by_Google_is_proven_by_Google_and_then_GitHub_is_linked()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", person);
        var userId = await social.ReadAsync(db => OwnerAsync(db, "Google", person));
        using var fresh = social.Visit();
        Assert.Equal("/sign-in/link", await fresh.SignInAsync("GitHub", person));
        Assert.Contains("Sign in with Google and link", await fresh.ReadAsync("/sign-in/link"));
        using var start = await fresh.Portal.PostAsync("/sign-in/link", [new("link", "true")], "/sign-in/with/Google");
        var callback = await fresh.AnswerAsync(start.Headers.Location!.ToString(), person);
        using var done = await fresh.ReturnAsync(callback);
        Assert.Equal("/account/sessions", done.Headers.Location?.ToString());
        Assert.Equal(userId, await social.ReadAsync(db => OwnerAsync(db, "GitHub", person)));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task An_unverified_address_makes_no_account_and_links_to_none(string provider)
    {
        var account = await social.AddAccountAsync($"target-{Guid.NewGuid():N}@example.com", Password);
        var person = await social.AddPersonAsync(account.Email, verified: false);
        using var visitor = social.Visit();
        Assert.Equal("/sign-in/address", await visitor.SignInAsync(provider, person));
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Null(await social.ReadAsync(db => OwnerAsync(db, provider, person)));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Without_an_address_a_mail_decides_and_only_in_the_same_browser(string provider)
    {
        var person = await social.AddPersonAsync("");
        var address = $"mine-{Guid.NewGuid():N}@example.com";
        using var visitor = social.Visit();
        Assert.Equal("/sign-in/address", await visitor.SignInAsync(provider, person));
        using var asked = await visitor.Portal.PostAsync("/sign-in/address", [new("Email", address)]);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        var link = await social.LinkInMailAsync(address);

        // The owner of the mailbox, who did not begin this, opens it in another browser: nothing.
        using var owner = social.Visit();
        using var elsewhere = await owner.Portal.GetAsync(link);
        Assert.Contains("outcome=LinkElsewhere", elsewhere.Headers.Location!.ToString());

        // Opening is not confirming.
        using var shown = await visitor.Portal.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Null(await social.ReadAsync(db => OwnerAsync(db, provider, person)));

        using var confirmed = await visitor.Portal.PostAsync(link, []);
        Assert.Equal("/account/sessions", confirmed.Headers.Location?.ToString());
        Assert.True(await visitor.IsSignedInAsync());
        using var twice = await visitor.Portal.GetAsync(link);
        Assert.Contains("outcome=LinkElsewhere", twice.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_mail_to_the_address_of_an_account_still_asks_for_that_accounts_proof()
    {
        var account = await social.AddAccountAsync($"mailed-{Guid.NewGuid():N}@example.com", Password);
        var person = await social.AddPersonAsync("");
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", person);
        using var asked = await visitor.Portal.PostAsync("/sign-in/address", [new("Email", account.Email!)]);
        using var confirmed = await visitor.Portal.PostAsync(await social.LinkInMailAsync(account.Email!), []);
        Assert.Equal("/sign-in/link", confirmed.Headers.Location?.ToString());
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Who_squats_on_an_address_keeps_nothing_when_its_owner_comes(string provider)
    {
        var squatter = await social.AddAccountAsync(
            $"squat-{Guid.NewGuid():N}@example.com",
            Password,
            confirmed: false
        );
        var attacker = await social.AddPersonAsync();
        await social.ReadAsync(async db =>
        {
            db.UserLogins.Add(
                new()
                {
                    LoginProvider = "Google",
                    ProviderKey = attacker.SubjectAt("Google"),
                    UserId = squatter.Id,
                }
            );
            return await db.SaveChangesAsync();
        });
        var owner = await social.AddPersonAsync(squatter.Email);
        using var visitor = social.Visit();
        Assert.Equal("/account/sessions", await visitor.SignInAsync(provider, owner));

        var user = await social.ReadAsync(db => db.Users.SingleAsync(u => u.Email == squatter.Email));
        Assert.NotEqual(squatter.Id, user.Id);
        Assert.Null(user.PasswordHash);
        Assert.True(user.EmailConfirmed);
        using var tried = social.Visit();
        using var refused = await tried.Portal.SignInAsync(squatter.Email!, Password);
        Assert.False(await tried.IsSignedInAsync());
        using var attack = social.Visit();
        await attack.SignInAsync("Google", attacker);
        Assert.NotEqual(user.Id, await social.ReadAsync(db => OwnerAsync(db, "Google", attacker)));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_disabled_account_is_refused_in_words(string provider)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync(provider, person);
        var userId = await social.ReadAsync(db => OwnerAsync(db, provider, person));
        await social.ReadAsync(db =>
            db.Users.Where(u => u.Id == userId)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.Disabled, DateTimeOffset.UtcNow))
        );
        using var again = social.Visit();
        var next = await again.SignInAsync(provider, person);
        Assert.Contains("This account is disabled.", await again.ReadAsync(next));
        Assert.False(await again.IsSignedInAsync());
    }

    internal static Task<string?> OwnerAsync(WebPortal.Data.PortalDbContext db, string provider, IssuerPerson person)
    {
        var subject = person.SubjectAt(provider);
        return db
            .UserLogins.Where(l => l.LoginProvider == provider && l.ProviderKey == subject)
            .Select(l => (string?)l.UserId)
            .FirstOrDefaultAsync();
    }
}
