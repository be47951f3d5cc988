using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>Who ended a session and why, for the person whose session it was.</summary>
internal static class EndedWords
{
    /// <summary>"–" when nobody did: it ran out.</summary>
    public static string By(SessionEntry session, string userId) =>
        session.EndedBy is null ? "–"
        : session.EndedBy == userId ? "You"
        : "An administrator";

    /// <summary>"by you", "by an administrator", or what ended it.</summary>
    public static string InPlace(SessionEntry session, string userId) =>
        session.EndReason is not { } reason ? "not recorded yet"
        : session.EndedBy == userId ? "by you"
        : session.EndedBy is not null ? "by an administrator"
        : EndWords.Short((EndReason)reason).ToLowerInvariant();

    public static string Why(SessionEntry session)
    {
        var why = session.EndReason is { } reason ? EndWords.Short((EndReason)reason) : "Not known";
        return session.EndWords is { Length: > 0 } words ? $"{why}: “{words}”" : why;
    }
}

internal static class CountWords
{
    private static readonly string[] Words =
    [
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
    ];

    /// <param name="count">Null when Redis does not answer, and a job waits for it.</param>
    public static string OthersEnded(int? count) =>
        count switch
        {
            null =>
                "Your other browsers are not signed out yet, but will be as soon as our session store answers again.",
            0 => "No other browser was signed in.",
            1 => "Your other browser was signed out.",
            _ => $"Your {count} other browsers were signed out.",
        };

    public static string Of(int count) =>
        count < Words.Length ? Words[count] : count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
