using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Tests.Integration.Ledger;

/// <summary>The list against a plain model: the same rows, filtered and ordered in memory.</summary>
public sealed class SessionSearchTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private LedgerDatabase _database = null!;
    private List<SessionEntry> _all = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await LedgerDatabase.CreateAsync();
        await _database.SeedAsync(3000, Now);
        // Many rows of one moment: paging must not lose or repeat one of them.
        await _database.ExecuteAsync("UPDATE SessionLedger SET LastSeen = LastSeen / 300000 * 300000");
        _all = await _database.AskAsync((PortalDbContext db) => db.Sessions.Include(s => s.User).ToListAsync());
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Every_filter_pages_through_exactly_what_matches_and_the_count_agrees()
    {
        var random = new Random(20261124);
        string Pick(params string[] of) => of[random.Next(of.Length)];
        for (var round = 0; round < 40; round++)
        {
            var filter = new SessionFilter
            {
                Text = Pick("", "", "user1", "EXAMPLE.com", "firefox", "curl", "user77@", "nobody", "%", "_"),
                Provider = Pick("", "", "GitHub", "Password", "Nowhere"),
                State = Pick("", "", "ended"),
                Age = Pick("", "", "day", "hour"),
                Address = Pick("", "", "", "10.0.0.0/8", "203.0.113.0/24", "10.1.1.1", "10.7.", "2001:db8::/32"),
            };
            var criteria = filter.ToCriteria(Now);
            var expected = Model(criteria).ToList();
            var count = await _database.AskAsync((SessionSearch s) => s.CountAsync(criteria, default));
            Assert.Equal((expected.Count, true), (count.Value, count.IsExact));
            Assert.Equal(expected, await WalkAsync(criteria));
        }
    }

    [Fact]
    public async Task Going_back_shows_the_same_pages()
    {
        var criteria = new SessionCriteria { Provider = "Password" };
        var forth = new List<string[]>();
        SessionCursor? cursor = null;
        SessionPage page;
        do
        {
            page = await PageAsync(criteria, cursor);
            forth.Add([.. page.Rows.Select(r => r.Id)]);
            cursor = new SessionCursor(page.Rows[^1].LastSeen, page.Rows[^1].Id, false);
        } while (page.HasOlder && forth.Count < 6);

        for (var i = forth.Count - 2; i >= 0; i--)
        {
            page = await PageAsync(criteria, new SessionCursor(page.Rows[0].LastSeen, page.Rows[0].Id, true));
            Assert.Equal(forth[i], page.Rows.Select(r => r.Id));
            Assert.Equal(i > 0, page.HasNewer);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("azz.x")]
    [InlineData("a7fffffffffffffff.x")]
    [InlineData("a-1.x")]
    [InlineData("c1.x")]
    [InlineData("a1.x.y")]
    [InlineData("a1")]
    public void A_cursor_that_is_none_is_the_first_page(string text) => Assert.Null(SessionCursor.Parse(text));

    [Fact]
    public void A_cursor_survives_the_address()
    {
        var cursor = new SessionCursor(Now, "abc-_123", true);
        Assert.Equal(cursor, SessionCursor.Parse(cursor.ToString()));
    }

    private async Task<List<string>> WalkAsync(SessionCriteria criteria)
    {
        var ids = new List<string>();
        SessionCursor? cursor = null;
        while (true)
        {
            var page = await PageAsync(criteria, cursor);
            ids.AddRange(page.Rows.Select(r => r.Id));
            if (!page.HasOlder)
                return ids;
            cursor = new SessionCursor(page.Rows[^1].LastSeen, page.Rows[^1].Id, false);
        }
    }

    private Task<SessionPage> PageAsync(SessionCriteria criteria, SessionCursor? cursor) =>
        _database.AskAsync((SessionSearch s) => s.PageAsync(criteria, cursor, default));

    private IEnumerable<string> Model(SessionCriteria c) =>
        _all.Where(s => s.Ended is not null == c.Ended)
            .Where(s =>
                c.Text is null
                || s.User!.Email!.Contains(c.Text, StringComparison.OrdinalIgnoreCase)
                || s.Device.Contains(c.Text, StringComparison.OrdinalIgnoreCase)
            )
            .Where(s => c.Provider is null || s.Provider == c.Provider)
            .Where(s => c.StartedSince is null || s.Started >= c.StartedSince)
            .Where(s =>
                c.Address is null
                || string.CompareOrdinal(s.AddressKey, c.Address.First) >= 0
                    && string.CompareOrdinal(s.AddressKey, c.Address.Last) <= 0
            )
            .OrderByDescending(s => s.LastSeen)
            .ThenByDescending(s => s.Id, StringComparer.Ordinal)
            .Select(s => s.Id);
}
