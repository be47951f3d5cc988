using System.Text;
using Microsoft.AspNetCore.Identity;
using WebPortal.Data;

namespace WebPortal.Features.Account.Passwords;

/// <summary>
/// ASVS 5.0 6.2: length, no composition rules; refused are common ones and those made of the person's or the product's name. Passwords are taken
/// as typed: not trimmed, cut, folded or normalised (NFC and NFD of one text are two passwords).
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    public const int MinLength = 8;

    /// <summary>Bounds the work of hashing; twice what any rule asks for.</summary>
    public const int MaxLength = 256;

    public const string Hint = "At least 8 characters; 15 or more are better. Any characters, spaces too.";

    // zxcvbn's time grows with the square of the length; what its first 64 characters are worth is worth enough.
    private const int MaxJudged = 64;
    private const int MinNamePart = 4;
    private const string Product = "webportal";

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password) =>
        Task.FromResult(
            WhyNot(password, user.Email, user.DisplayName) is { } words
                ? IdentityResult.Failed(new IdentityError { Code = nameof(PasswordRules), Description = words })
                : IdentityResult.Success
        );

    /// <summary>Null when the password is good enough, otherwise what is wrong with it, in words.</summary>
    public static string? WhyNot(string? password, string? email, string? name)
    {
        if (password is null || password.Length < MinLength)
            return "Too short: use at least 8 characters.";
        if (password.Length > MaxLength)
            return "Too long: use at most 256 characters.";
        var folded = Fold(password);
        if (folded.Contains(Product, StringComparison.Ordinal))
            return "Leave out the name of this portal: it is the first thing that others would try.";
        var own = NameParts(email, name).ToArray();
        if (own.Any(part => folded.Contains(part, StringComparison.Ordinal)))
            return "Leave out your name and address: they are the first thing that others would try.";
        string[] known = ["portal", "sign", "session", "login", .. own];
        return Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(password.Length, MaxJudged)], known).Score == 0
            ? "Too common: it would be among the first guesses. Add a word or two that do not belong together."
            : null;
    }

    private static IEnumerable<string> NameParts(string? email, string? name)
    {
        var local = email?.Split('@')[0] ?? "";
        return local
            .Split('.', '+', '-', '_')
            .Append(local)
            .Concat((name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Append(name ?? "")
            .Select(Fold)
            .Where(part => part.Length >= MinNamePart)
            .Distinct(StringComparer.Ordinal);
    }

    // "W3b Portal" is "webportal".
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var plain = c switch
            {
                '0' => 'o',
                '1' or '!' or '|' => 'l',
                '3' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' => 't',
                _ => char.ToLowerInvariant(c),
            };
            if (char.IsLetterOrDigit(plain))
                folded.Append(plain);
        }
        return folded.ToString();
    }
}
