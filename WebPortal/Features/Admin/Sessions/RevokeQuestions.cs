using System.Globalization;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Admin;

/// <summary>The words of the dialogs: what is revoked, what ends with it and what does not.</summary>
internal static class RevokeQuestions
{
    public static Question One(SessionRow row, string action, string back) =>
        new()
        {
            Title = "Revoke this session?",
            Button = "Revoke",
            About = $"{row.Person}: {row.Entry.Device}, signed in by {row.Entry.Provider}, from {row.Entry.Address}.",
            EndsAtOnce = "this session and its open pages.",
            DoesNotEnd = $"the person’s other sessions{AtProvider(row.Entry.Provider)}.",
            Action = action,
            Back = back,
            Hidden = [new("revoke", row.Entry.Id)],
        };

    public static Question Ticked(IReadOnlyList<SessionRow> rows, string action, string back)
    {
        var people = rows.Select(r => r.Person).Distinct(StringComparer.Ordinal).ToArray();
        var who = people.Length <= 3 ? string.Join(", ", people) : $"{people.Length} people";
        return new()
        {
            Title = $"Revoke {Sessions(rows.Count)}?",
            Button = $"Revoke {Sessions(rows.Count)}",
            About = $"The ticked sessions of {who}.",
            EndsAtOnce = $"the {Sessions(rows.Count)} and their open pages.",
            DoesNotEnd = "the people’s other sessions, and their sign-in at a provider.",
            Action = action,
            Back = back,
            Hidden = [new("revoke", "ticked"), .. rows.Select(r => KeyValuePair.Create("session", r.Entry.Id))],
        };
    }

    public static Question Matching(SessionFilter filter, BoundedCount count, string action, string back) =>
        new()
        {
            Title = $"Revoke {Sessions(count)}?",
            Button = $"Revoke {Sessions(count)}",
            About = $"Filter: {filter.InWords()}. Your own session is left out.",
            EndsAtOnce = $"the {Sessions(count)} and their open pages.",
            DoesNotEnd = filter.Provider is "Password"
                ? "the people’s other sessions."
                : $"the people’s other sessions, and their sign-in at {filter.Provider ?? "a provider"}.",
            Count = count.Value,
            Action = action,
            Back = back,
            Hidden = [new("revoke", "all")],
        };

    public static Question Everybody(BoundedCount count, string action, string back) =>
        new()
        {
            Title = "Sign out everybody?",
            Button = "Sign out everybody",
            About = $"{Capital(Sessions(count))} of everybody. Your own session is left out.",
            EndsAtOnce = "every session but yours, all open pages, and every sign-in under way.",
            DoesNotEnd = "the people’s sign-in at a provider. They can sign in again at once.",
            Count = count.Value,
            Action = action,
            Back = back,
            Hidden = [new("revoke", "everybody")],
        };

    internal static string Sessions(int count) =>
        count == 1 ? "1 session" : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} sessions");

    private static string Sessions(BoundedCount count) => count.Value == 1 ? "1 session" : $"{count} sessions";

    private static string AtProvider(string provider) =>
        provider is "Password" or "Unknown" ? "" : $"; the person’s sign-in at {provider}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
