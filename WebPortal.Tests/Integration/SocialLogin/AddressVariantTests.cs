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

    /// <summary>Of an account at xn--bcher-kva.example, which browsers show, and people write, as bücher.example.</summary>
    private static readonly (string What, string Domain, string Expected)[] Domains =
    [
        ("ASCII form", "xn--bcher-kva.example", "/sign-in/link"),
        ("ASCII form in capitals", "XN--BCHER-KVA.EXAMPLE", "/sign-in/link"),
        ("letters", "b\u00FCcher.example", "/sign-in/address"),
        ("capital letters", "B\u00DCCHER.EXAMPLE", "/sign-in/address"),
        ("letter and mark", "bu\u0308cher.example", "/sign-in/address"),
        ("Cyrillic e", "b\u00FCch\u0435r.example", "/sign-in/address"),
        ("ideographic stop", "xn--bcher-kva\u3002example", "/sign-in/address"),
        ("full-width hyphen", "xn\uFF0D\uFF0Dbcher-kva.example", "/sign-in/address"),
    ];

    [Theory, MemberData(nameof(Providers))]
    public Task No_spelling_signs_in_to_the_account(string provider) =>
        AssertAsync(provider, "example.com", account => Variants.Select(v => (v.What, v.Make(account), v.Expected)));

    [Theory, MemberData(nameof(Providers))]
    public Task An_international_domain_counts_in_its_ASCII_form_only(string provider) =>
        AssertAsync(
            provider,
            Domains[0].Domain,
            account => Domains.Select(d => (d.What, $"{account.Split('@')[0]}@{d.Domain}", d.Expected))
        );

    private async Task AssertAsync(
        string provider,
        string domain,
        Func<string, IEnumerable<(string What, string Address, string Expected)>> variants
    )
    {
        var wrong = new List<string>();
        var account = await social.AddAccountAsync($"iskra-{Guid.NewGuid():N}@{domain}", password: null);
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        foreach (var (what, address, expected) in variants(account.Email!))
        {
            await social.ExecuteAsync(
                "UPDATE People SET Email = $email WHERE Login = $login",
                ("$email", address),
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
    [InlineData("plus", "@", "+x@")]
    [InlineData("dot", "@", ".x@")]
    // Look-alikes in their ASCII form: domains of somebody else, and shown as what they are.
    [InlineData("Cyrillic a", "example", "xn--exmple-4nf")]
    [InlineData("full width", "example", "xn--xample-hy68a")]
    public async Task Another_mailbox_is_another_account(string what, string part, string instead)
    {
        var account = await social.AddAccountAsync($"iskra-{Guid.NewGuid():N}@example.com", password: null);
        var person = await social.AddPersonAsync(account.Email!.Replace(part, instead, StringComparison.Ordinal));
        using var visitor = social.Visit();
        Assert.Equal("/account/sessions", await visitor.SignInAsync("Google", person));
        Assert.False(await social.ReadAsync(db => db.UserLogins.AnyAsync(l => l.UserId == account.Id)), what);
    }
}
