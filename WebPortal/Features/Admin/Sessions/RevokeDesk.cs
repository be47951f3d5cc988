using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Admin;

/// <param name="Words">What to say on the next page.</param>
/// <param name="JobId">The job to look at instead.</param>
internal sealed record Outcome(string Words, string? JobId = null);

/// <summary>The dialog of the list of sessions: which question belongs to what was pressed, and what its answer does.</summary>
internal sealed class RevokeDesk(SessionListing listing, Revocations revocations, PortalDbContext db)
{
    /// <summary>More cannot be ticked on a page.</summary>
    private const int MaxTicked = 200;

    private IReadOnlyList<SessionRow> _rows = [];

    /// <summary>Why there was no question.</summary>
    public string NothingToAsk { get; private set; } = "Nothing was ticked.";

    /// <summary>The sessions that it was about, as far as they were named one by one.</summary>
    public IEnumerable<string> Ids => _rows.Select(r => r.Entry.Id);

    /// <summary>Null when there is nothing (left) to end: see <see cref="NothingToAsk"/>.</summary>
    public async Task<Question?> AskAsync(SessionsModel page, Answer? answer, CancellationToken ct)
    {
        var (action, back) = (page.Here(), page.Here());
        var question = page.Revoke switch
        {
            "ticked" => await TickedAsync(page, action, back),
            "all" => await MatchingAsync(page, action, back, ct),
            "everybody" => RevokeQuestions.Everybody(
                await listing.CountOthersAsync(new SessionFilter(), page.Own, ct),
                action,
                back
            ),
            { } id => await OneAsync(page, id, action, back),
            null => null,
        };
        return question is null ? null : question with { Answer = answer };
    }

    public async Task<Outcome> DoAsync(SessionsModel page, Question question)
    {
        var (by, why) = (page.User.GetUserId(), question.Answer!.Reason);
        switch (page.Revoke)
        {
            case "ticked":
                return new Outcome(await revocations.TickedAsync(_rows, by, why));
            case "everybody":
                return new Outcome(await revocations.EverybodyAsync(by, why, page.Own));
            case "all":
                var job = await revocations.MatchingAsync(page.Filter, question.Count!.Value, by, why, page.Own.Id);
                return new Outcome("", job.Id);
            default:
                return new Outcome(await revocations.OneAsync(_rows[0], by, why));
        }
    }

    private async Task<Question?> MatchingAsync(SessionsModel page, string action, string back, CancellationToken ct)
    {
        // A filter that is not understood must not turn into "all", nor one of ended sessions into their live cousins.
        if (page.Filter.AddressError is not null || page.Filter.Ended)
            return null;
        var count = await listing.CountOthersAsync(page.Filter, page.Own, ct);
        NothingToAsk = "No other session matches any more.";
        return count.Value == 0 ? null : RevokeQuestions.Matching(page.Filter, count, action, back);
    }

    private async Task<Question?> TickedAsync(SessionsModel page, string action, string back)
    {
        string[] ids =
        [
            .. page.Ticked.Concat(page.WholePage is null ? [] : page.List?.Rows?.Select(r => r.Entry.Id) ?? []),
        ];
        ids = [.. ids.Distinct(StringComparer.Ordinal).Take(MaxTicked)];
        var rows = await ReadAsync(page, ids);
        // The own row has no box; a forged one is left out.
        _rows = [.. rows.Where(r => !r.Own && r.Entry.Ended is null)];
        if (ids.Length > 0)
            NothingToAsk = "The ticked sessions had ended already.";
        return _rows.Count == 0 ? null : RevokeQuestions.Ticked(_rows, action, back);
    }

    private async Task<Question?> OneAsync(SessionsModel page, string id, string action, string back)
    {
        _rows = await ReadAsync(page, [id]);
        if (_rows is not [var row])
        {
            NothingToAsk = "There is no such session.";
            return null;
        }
        if (row.Own)
        {
            NothingToAsk = "That is this browser. Use Sign out.";
            return null;
        }
        if (row.Entry.Ended is null)
            return RevokeQuestions.One(row, action, back);
        NothingToAsk = await revocations.AlreadyAsync(id, null, page.User.GetUserId());
        return null;
    }

    private async Task<IReadOnlyList<SessionRow>> ReadAsync(SessionsModel page, string[] ids)
    {
        var entries = await db.Sessions.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync();
        return await listing.RowsAsync(entries, page.Own, page.User.GetUserId())
            ?? throw new TimeoutException("Redis does not answer.");
    }
}
