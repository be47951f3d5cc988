using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Admin;

/// <summary>One session as the list shows it.</summary>
/// <param name="Entry">What the ledger knows.</param>
/// <param name="Person">E-mail address.</param>
/// <param name="Live">What Redis says; the ledger may be behind.</param>
/// <param name="Own">The session that asks.</param>
/// <param name="EndedBy">"you", an address, or "the portal".</param>
internal sealed record SessionRow(SessionEntry Entry, string Person, bool Live, bool Own, string EndedBy)
{
    private const string NotRecorded = "not recorded yet";

    public bool CanRevoke => Live && !Own;

    /// <summary>"by you", or why when it was the portal.</summary>
    public string How =>
        Entry.EndReason is not { } reason ? NotRecorded
        : Entry.EndedBy is not null
            ? "by "
                + (
                    EndedBy == "you" ? EndedBy
                    : Entry.EndedBy == Entry.UserId ? "the person"
                    : "an administrator"
                )
        : Lower(EndWords.Short((EndReason)reason));

    /// <summary>Redis ended it; the ledger has not heard of it yet, and will in a moment.</summary>
    public bool IsBehind => !Live && Entry.Ended is null;

    public string Label => $"{Entry.Device}, {Entry.Address}";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
