using WebPortal.Features.Account.Passwords;

namespace WebPortal.Tests.Unit.Account;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("zqmfkwp", "Too short")]
    [InlineData("zqmfkwpx", null)]
    [InlineData("", "Too short")]
    [InlineData("jumpedoverlazyhounds", null)] // All lower case, no digit: no composition rules.
    [InlineData("   x   y", null)]
    [InlineData("пароль и ещё", null)]
    [InlineData("password1", "Too common")]
    [InlineData("Passw0rd!", "Too common")]
    [InlineData("qwertyuiop", "Too common")]
    [InlineData("liverpool1", "Too common")]
    [InlineData("12345678901234567890", "Too common")]
    [InlineData("aaaaaaaaaaaaaaaa", "Too common")]
    [InlineData("Portal2026!!", "Too common")]
    [InlineData("portal of the grumpy otters", null)]
    [InlineData("WebPortal2026!!", "Leave out the name of this portal")]
    [InlineData("my W3b-P0rtal passphrase", "Leave out the name of this portal")]
    [InlineData("ada.lovelace@example.net", "Leave out your name and address")]
    [InlineData("xx Lovelace 1815 xx", "Leave out your name and address")]
    [InlineData("l0ve1ace-forever", "Leave out your name and address")]
    [InlineData("analytical engine of 1843", null)]
    public void Refused_are_short_common_and_personal_ones_and_nothing_else(string password, string? begins)
    {
        var words = PasswordRules.WhyNot(password, "ada.lovelace@example.net", "Ada Lovelace");
        if (begins is null)
            Assert.Null(words);
        else
            Assert.StartsWith(begins, words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    [InlineData(100_000, false)]
    public void Up_to_256_characters_are_taken(int length, bool fits)
    {
        var password = string.Concat(Enumerable.Repeat("horse battery ", length / 14 + 1))[..length];
        Assert.Equal(fits, PasswordRules.WhyNot(password, "ada@example.net", "Ada") is null);
    }
}
