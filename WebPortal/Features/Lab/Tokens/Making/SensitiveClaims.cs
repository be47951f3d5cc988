using System.Text.Json;
using System.Text.RegularExpressions;

namespace WebPortal.Features.Lab.Tokens.Making;

internal sealed record SensitiveClaim(string Path, string What);

/// <summary>
/// What should not stand in a payload that everybody can read, before it is signed. It finds the common cases by name and by shape, not all.
/// </summary>
internal static partial class SensitiveClaims
{
    public static IReadOnlyList<SensitiveClaim> In(JsonElement claims)
    {
        var found = new List<SensitiveClaim>();
        Look("", "", claims, found);
        return found;
    }

    private static void Look(string path, string name, JsonElement value, List<SensitiveClaim> found)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                Look(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Name, member.Value, found);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Look(path, name, item, found);
        }
        else if (
            Judge(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()) is { } what
        )
        {
            found.Add(new SensitiveClaim(path, what));
        }
    }

    private static string? Judge(string name, string value) =>
        SecretName().IsMatch(name) ? "a password or secret, by its name"
        : Email().IsMatch(value) ? "an e-mail address"
        : IsIban(value) ? "an IBAN: its check digits are right"
        : IsCardNumber(value) ? "a card number: its check digit is right"
        : null;

    private static bool IsIban(string value)
    {
        var iban = value.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (!Iban().IsMatch(iban))
            return false;
        // ISO 13616: the first four to the end, letters as 10 to 35, modulo 97 is 1.
        var rest = 0;
        foreach (var c in iban[4..] + iban[..4])
            rest = (char.IsDigit(c) ? rest * 10 + c - '0' : rest * 100 + c - 'A' + 10) % 97;
        return rest == 1;
    }

    private static bool IsCardNumber(string value)
    {
        var digits = value.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (digits.Length is < 13 or > 19 || !digits.All(char.IsAsciiDigit))
            return false;
        // Luhn: every second digit from the right counts twice.
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var d = (digits[^(i + 1)] - '0') * (i % 2 + 1);
            sum += d > 9 ? d - 9 : d;
        }
        return sum % 10 == 0;
    }

    [GeneratedRegex(
        "^(?:pass(?:word|wd|phrase)?|pwd|pin|secret|client_?secret|api_?key|private_?key)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex SecretName();

    [GeneratedRegex(
        @"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Email();

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Iban();
}
