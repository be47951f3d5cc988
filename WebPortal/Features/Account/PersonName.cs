using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;

namespace WebPortal.Features.Account;

/// <summary>What a person may be called: 1 to 100 characters of any script, on one line.</summary>
internal static class PersonName
{
    public const int MaxLength = 100;

    public static string? WhyNot(string? name) =>
        string.IsNullOrWhiteSpace(name) ? "Say what to call you."
        : name.Trim().Length > MaxLength ? "Use at most 100 characters."
        : !name.IsNormalized(NormalizationForm.FormC) && name.Normalize(NormalizationForm.FormC).Length > MaxLength
            ? "Use at most 100 characters."
        : name.EnumerateRunes().Any(IsUnprintable) ? "A name has no line breaks or other control characters."
        : null;

    /// <summary>A name that somebody else gave (a provider), made to fit.</summary>
    public static string Clean(string? name, string otherwise)
    {
        var clean = new StringBuilder();
        foreach (var rune in (name ?? "").EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength <= MaxLength)
                clean.Append(IsUnprintable(rune) ? " " : rune.ToString());
        }
        return clean.ToString().Trim() is { Length: > 0 } some ? some : otherwise;
    }

    // Line and paragraph separators, controls such as ESC, halves of characters, and the overrides of writing direction that turn a text around.
    private static bool IsUnprintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate
        || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFFFD;
}

/// <summary>Validates by <see cref="PersonName"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PersonNameAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        PersonName.WhyNot(value as string) is { } words ? new ValidationResult(words) : ValidationResult.Success;
}

/// <summary>Validates by <see cref="Mail.MailAddress"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MailAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        Mail.MailAddress.IsValid(value as string)
            ? ValidationResult.Success
            : new ValidationResult("Enter an address such as name@example.com.");
}
