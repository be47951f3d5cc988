namespace WebPortal.Security;

/// <summary>
/// Where to go after signing in: only a path of this site, only ASCII (a Location header with other characters throws), only of sane length.
/// </summary>
internal static class SafeReturnUrl
{
    private const int MaxLength = 2000;

    public static string Or(string? candidate, string fallback) => IsSafe(candidate) ? candidate! : fallback;

    public static bool IsSafe(string? candidate)
    {
        if (candidate is not { Length: > 0 and <= MaxLength } || candidate[0] != '/')
            return false;
        // "//host" and "/\host" leave the site; browsers also read a tab or newline in between as nothing.
        if (candidate is ['/', '/' or '\\', ..])
            return false;
        return !candidate.AsSpan().ContainsAnyExceptInRange('!', '~')
            && !candidate.Contains('\\', StringComparison.Ordinal);
    }
}
