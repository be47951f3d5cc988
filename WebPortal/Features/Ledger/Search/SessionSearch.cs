using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>
/// Finds rows of the ledger, last seen first, in bounded time over a million rows. A filter that few rows pass is answered from its own index,
/// and those few are sorted; one that many pass is tested row by row along the list's order, which fills a page early. Which of the two it
/// is gets asked first, by a count that stops early. LedgerPlanTests holds the plans to it.
/// </summary>
internal sealed class SessionSearch(PortalDbContext db)
{
    /// <summary>So many rows are sorted without anybody noticing.</summary>
    internal const int Few = 2000;
    internal const int FewPeople = 200;

    /// <summary>Counting stops here.</summary>
    internal const int Countable = 10_000;

    /// <summary>Or after so many rows, where each must be fetched and tested.</summary>
    internal const int Testable = 10_000;
    public const int PageSize = 50;

    /// <summary>A page, how many there are, and whether <paramref name="own"/> is among them: which way is quick is asked once for all.</summary>
    public async Task<(SessionPage Page, BoundedCount Count, bool Own)> FindAsync(
        SessionCriteria criteria,
        SessionCursor? cursor,
        string own,
        CancellationToken ct
    )
    {
        var selection = await SelectAsync(criteria, ct);
        var page = await PageAsync(selection, cursor, ct);
        var count = await CountAsync(selection, ct);
        return (page, count, await selection.Rows.Where(s => s.Id == own).AnyAsync(ct));
    }

    public async Task<SessionPage> PageAsync(SessionCriteria criteria, SessionCursor? cursor, CancellationToken ct) =>
        await PageAsync(await SelectAsync(criteria, ct), cursor, ct);

    public async Task<BoundedCount> CountAsync(SessionCriteria criteria, CancellationToken ct) =>
        await CountAsync(await SelectAsync(criteria, ct), ct);

    private static async Task<SessionPage> PageAsync(Selection selection, SessionCursor? cursor, CancellationToken ct)
    {
        var rows = await Page(selection, cursor).ToListAsync(ct);
        var more = rows.Count > PageSize;
        if (more)
            rows.RemoveAt(PageSize);
        if (cursor is not { Backwards: true })
            return new SessionPage(rows, HasNewer: cursor is not null, HasOlder: more);
        rows.Reverse();
        return new SessionPage(rows, HasNewer: more, HasOlder: true);
    }

    private static async Task<BoundedCount> CountAsync(Selection selection, CancellationToken ct)
    {
        if (!selection.Walks)
        {
            var counted = await selection.Rows.Take(Countable + 1).CountAsync(ct);
            return new BoundedCount(Math.Min(counted, Countable), counted <= Countable);
        }
        // Tested row by row: what is bounded is how many are looked at, not how many are found.
        var examined = await selection.Before.Take(Testable + 1).CountAsync(ct);
        var found = await selection
            .Test(selection.Before.OrderByDescending(s => s.LastSeen).ThenByDescending(s => s.Id).Take(Testable))
            .CountAsync(ct);
        return new BoundedCount(found, examined <= Testable);
    }

    /// <summary>Any so many of them, for work that takes them away one batch after the other.</summary>
    public async Task<List<SessionEntry>> BatchAsync(
        SessionCriteria criteria,
        IReadOnlyCollection<string> leaveOut,
        int size,
        CancellationToken ct
    )
    {
        var rows = (await SelectAsync(criteria, ct)).Rows;
        if (leaveOut.Count > 0)
            rows = rows.Where(s => !leaveOut.Contains(s.Id));
        return await rows.OrderByDescending(s => s.LastSeen).ThenByDescending(s => s.Id).Take(size).ToListAsync(ct);
    }

    internal static IQueryable<SessionEntry> Page(Selection selection, SessionCursor? cursor)
    {
        var rows = selection.Rows;
        if (cursor is { Backwards: true })
        {
            return rows.Where(s => s.LastSeen >= cursor.LastSeen)
                .Where(s => s.LastSeen > cursor.LastSeen || string.Compare(s.Id, cursor.Id) > 0)
                .OrderBy(s => s.LastSeen)
                .ThenBy(s => s.Id)
                .Take(PageSize + 1);
        }
        // The range first, by itself: an index can be entered there, which it cannot by "or".
        if (cursor is not null)
        {
            rows = rows.Where(s => s.LastSeen <= cursor.LastSeen)
                .Where(s => s.LastSeen < cursor.LastSeen || string.Compare(s.Id, cursor.Id) < 0);
        }
        return rows.OrderByDescending(s => s.LastSeen).ThenByDescending(s => s.Id).Take(PageSize + 1);
    }

    internal async Task<Selection> SelectAsync(SessionCriteria c, CancellationToken ct)
    {
        var state = db.Sessions.AsNoTracking();
        state = c.Ended ? state.Where(s => s.Ended != null) : state.Where(s => s.Ended == null);
        var rows = state;
        if (c.UserId is not null)
            rows = rows.Where(s => s.UserId == c.UserId);
        if (c.Provider is not null)
            rows = rows.Where(s => s.Provider == c.Provider);
        // Nothing is seen before it starts: the second condition follows from the first, and lets the order's index stop there.
        if (c.StartedSince is { } since)
            rows = rows.Where(s => s.Started >= since && s.LastSeen >= since);
        if (c.StartedUntil is { } until)
            rows = rows.Where(s => s.Started <= until);
        if (c.ExceptId is not null)
            rows = rows.Where(s => s.Id != c.ExceptId);

        var tests = new List<Func<IQueryable<SessionEntry>, IQueryable<SessionEntry>>>();
        if (c.Address is { } range)
            rows = await RestrictAddressAsync(state, rows, range, tests, ct);
        if (c.Text is { } text)
            rows = await RestrictTextAsync(state, rows, text, tests, ct);
        return new Selection(rows, q => tests.Aggregate(q, (all, test) => test(all)), tests.Count > 0);
    }

    private static async Task<IQueryable<SessionEntry>> RestrictAddressAsync(
        IQueryable<SessionEntry> state,
        IQueryable<SessionEntry> rows,
        AddressRange range,
        List<Func<IQueryable<SessionEntry>, IQueryable<SessionEntry>>> tests,
        CancellationToken ct
    )
    {
        var (first, last) = (range.First, range.Last);
        if (range.IsSingle)
            return rows.Where(s => s.AddressKey == first);
        var within = state.Where(s =>
            string.Compare(s.AddressKey, first) >= 0 && string.Compare(s.AddressKey, last) <= 0
        );
        if (await within.Take(Few + 1).CountAsync(ct) <= Few)
            return rows.Where(s => string.Compare(s.AddressKey, first) >= 0 && string.Compare(s.AddressKey, last) <= 0);
        // An expression, so that the database does not take the index of addresses and sort what may be half the table.
        tests.Add(q =>
            q.Where(s => string.Compare(s.AddressKey + "", first) >= 0 && string.Compare(s.AddressKey + "", last) <= 0)
        );
        return rows;
    }

    private async Task<IQueryable<SessionEntry>> RestrictTextAsync(
        IQueryable<SessionEntry> state,
        IQueryable<SessionEntry> rows,
        string text,
        List<Func<IQueryable<SessionEntry>, IQueryable<SessionEntry>>> tests,
        CancellationToken ct
    )
    {
        var upper = text.ToUpperInvariant();
        var people = await db
            .Users.AsNoTracking()
            .Where(u => u.NormalizedEmail!.Contains(upper))
            .Select(u => u.Id)
            .Take(FewPeople + 1)
            .ToListAsync(ct);
        string[] devices = [.. Device.Names.Where(name => name.Contains(text, StringComparison.OrdinalIgnoreCase))];
        var few =
            people.Count <= FewPeople
            && (
                devices.Length == 0
                || await state.Where(s => devices.Contains(s.Device)).Take(Few + 1).CountAsync(ct) <= Few
            );
        if (few && devices.Length == 0 && people is [var only])
            return rows.Where(s => s.UserId == only);
        if (few && devices.Length == 0)
            return rows.Where(s => people.Contains(s.UserId));
        if (few && people.Count == 0)
            return rows.Where(s => devices.Contains(s.Device));
        if (few)
            return rows.Where(s => people.Contains(s.UserId) || devices.Contains(s.Device));
        if (people.Count <= FewPeople)
            tests.Add(q => q.Where(s => devices.Contains(s.Device + "") || people.Contains(s.UserId + "")));
        else
            tests.Add(q =>
                q.Where(s =>
                    devices.Contains(s.Device + "")
                    || db.Users.Any(u => u.Id == s.UserId && u.NormalizedEmail!.Contains(upper))
                )
            );
        return rows;
    }
}
