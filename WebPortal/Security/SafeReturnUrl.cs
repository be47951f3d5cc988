using System.Text;

namespace WebPortal.Security;

/// <summary>
/// Where to go after signing in: a path of this site, in ASCII. Anything else is the fallback, silently: nobody types these by hand.
/// </summary>
internal static class SafeReturnUrl
{
    private const int MaxLength = 2000;

    /// <summary>The candidate with everything but ASCII percent-encoded (a Location header with other characters throws), or the fallback.</summary>
    public static string Or(string? candidate, string fallback) =>
        IsLocal(candidate) && Encode(candidate) is { Length: <= MaxLength } encoded ? encoded : fallback;

    private static bool IsLocal([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? candidate)
    {
        if (candidate is not ['/', ..] || candidate.Length > MaxLength)
            return false;
        // "//host" leaves the site. So does "/\host", and "/<tab>/host": browsers drop tabs and newlines, and read \ as /.
        if (candidate is ['/', '/', ..] || candidate.Any(c => c == '\\' || char.IsControl(c)))
            return false;
        // A proxy that decodes too early would make "//host" of these.
        if (candidate.AsSpan(1).StartsWith("%2f", StringComparison.OrdinalIgnoreCase))
            return false;
        return !candidate.AsSpan(1).StartsWith("%5c", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Encode(string path)
    {
        if (Ascii.IsValid(path) && !path.Contains(' ', StringComparison.Ordinal))
            return path;
        var encoded = new StringBuilder(path.Length + 32);
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
                return null; // Half a surrogate pair.
            if (rune.IsAscii && rune.Value != ' ')
                encoded.Append((char)rune.Value);
            else
                encoded.Append(Uri.EscapeDataString(rune.ToString()));
        }
        return encoded.ToString();
    }
}
