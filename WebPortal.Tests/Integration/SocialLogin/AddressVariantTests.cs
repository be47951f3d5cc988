using Microsoft.EntityFrameworkCore;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>Spellings that fold onto, or look like, somebody's address. One table for all providers; the address in it belongs to an account.</summary>
public sealed class AddressVariantTests(SocialFixture social)
{
    private static readonly (string What, Func<string, string> Make, string Expected)[] Variants =
    [
        ("the same", a => a, "/sign-in/link"),
        ("capitals", a => a.ToUpperInvariant(), "/sign-in/link"),
        ("one capital", a => char.ToUpperInvariant(a[0]) + a[1..], "/sign-in/link"),
        ("space before", a => " " + a, "/sign-in/address"),
        ("space after", a => a + " ", "/sign-in/address"),
        ("no-break space", a => a + "\u00A0", "/sign-in/address"),
        ("zero-width space", a => a[..3] + "\u200B" + a[3..], "/sign-in/address"),
        ("tab", a => a + "\t", "/sign-in/address"),
        ("line break", a => a + "\r\nBcc: x@example.com", "/sign-in/address"),
        ("full width", a => "\uFF49" + a[1..], "/sign-in/address"),
        ("Turkish I", a => "\u0130" + a[1..], "/sign-in/address"),
        ("dotless i", a => "\u0131" + a[1..], "/sign-in/address"),
        ("Kelvin sign", a => a.Replace("k", "\u212A", StringComparison.Ordinal), "/sign-in/address"),
        ("long s", a => a.Replace("s", "\u017F", StringComparison.Ordinal), "/sign-in/address"),
        ("Cyrillic a", a => a.Replace("a", "\u0430", StringComparison.Ordinal), "/sign-in/address"),
        ("combining mark", a => a[..1] + "\u0301" + a[1..], "/sign-in/address"),
        ("domain in letters", a => a.Replace("example", "ex\u00E4mple", StringComparison.Ordinal), "/sign-in/address"),
        ("full-width at", a => a.Replace("@", "\uFF20", StringComparison.Ordinal), "/sign-in/address"),
        ("ideographic stop", a => a.Replace(".com", "\u3002com", StringComparison.Ordinal), "/sign-in/address"),
        ("display name", a => $"Me <{a}>", "/sign-in/address"),
        ("quoted", a => $"\"{a.Split('@')[0]}\"@example.com", "/sign-in/address"),
        ("comment", a => a.Replace("@", "(x)@", StringComparison.Ordinal), "/sign-in/address"),
        ("two addresses", a => a + ",x@example.com", "/sign-in/address"),
        ("a NUL", a => a + "\0", "/sign-in/address"),
        ("very long", a => new string('x', 300) + a, "/sign-in/address"),
    ];

    public static TheoryData<string> Providers => ["Google", "GitHub", "Issuer"];

    [Theory, MemberData(nameof(Providers))]
    public async Task No_spelling_signs_in_to_the_account(string provider)
    {
        var wrong = new List<string>();
        var account = await social.AddAccountAsync($"iskra-{Guid.NewGuid():N}@example.com", password: null);
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        foreach (var (what, make, expected) in Variants)
        {
            await social.ExecuteAsync(
                "UPDATE People SET Email = $email WHERE Login = $login",
                ("$email", make(account.Email!)),
                ("$login", person.Login)
            );
            var next = await visitor.SignInAsync(provider, person);
            if (next != expected)
                wrong.Add($"{what}: {next} instead of {expected}");
        }
        Assert.Empty(wrong);
        Assert.False(await social.ReadAsync(db => db.Sessions.AnyAsync(s => s.UserId == account.Id)));
        Assert.False(await social.ReadAsync(db => db.UserLogins.AnyAsync(l => l.UserId == account.Id)));
    }

    [Theory]
    // Other mailboxes to a mail server, whatever one provider does with them: accounts of their own.
    [InlineData("plus", "+x@")]
    [InlineData("dot", ".x@")]
    public async Task Another_mailbox_is_another_account(string what, string instead)
    {
        var account = await social.AddAccountAsync($"iskra-{Guid.NewGuid():N}@example.com", password: null);
        var person = await social.AddPersonAsync(account.Email!.Replace("@", instead, StringComparison.Ordinal));
        using var visitor = social.Visit();
        Assert.Equal("/account/sessions", await visitor.SignInAsync("Google", person));
        Assert.False(await social.ReadAsync(db => db.UserLogins.AnyAsync(l => l.UserId == account.Id)), what);
    }
}
