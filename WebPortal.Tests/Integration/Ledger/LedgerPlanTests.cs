using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Tests.Integration.Ledger;

/// <summary>A hundred thousand rows, filled once.</summary>
public sealed class SeededLedger : IAsyncLifetime
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    internal LedgerDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await LedgerDatabase.CreateAsync();
        await Database.SeedAsync(100_000, Now);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}

/// <summary>
/// Speed is asserted by plan, not by time: whatever the filter, a page comes along an index in the list's own order. What is sorted is what a
/// count has shown to be few.
/// </summary>
public sealed class LedgerPlanTests(SeededLedger seeded) : IClassFixture<SeededLedger>
{
    private static readonly SessionCursor Somewhere = new(SeededLedger.Now.AddMinutes(-90), "sABC", false);

    public static TheoryData<string, string> Filters()
    {
        var data = new TheoryData<string, string>();
        string[] texts = ["", "q=example.com", "q=firefox"];
        string[] rest = ["", "by=GitHub", "age=day", "ip=10.3.0.0/9", "by=GitHub&age=day&ip=10.0.0.0/8"];
        foreach (var state in new[] { "live", "ended" })
        foreach (var text in texts)
        foreach (var other in rest)
            data.Add(state, string.Join('&', new[] { text, other }.Where(f => f.Length > 0)));
        data.Add("live", "ip=203.0.113.7");
        data.Add("ended", "ip=203.0.113.7");
        data.Add("live", "q=user1234@example");
        return data;
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_page_is_read_along_an_index_and_never_sorted(string state, string filter)
    {
        var criteria = SessionFilter.Parse($"?{filter}&state={state}").ToCriteria(SeededLedger.Now);
        foreach (var cursor in new[] { null, Somewhere, Somewhere with { Backwards = true } })
        {
            var plans = await seeded.Database.PlansAsync(p =>
                p.GetRequiredService<SessionSearch>().PageAsync(criteria, cursor, default)
            );
            var page = plans[^1];
            Assert.Contains("USING INDEX IX_SessionLedger_", page, StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", page, StringComparison.Ordinal);
            Assert.All(plans, plan => Assert.DoesNotContain("SCAN s\n", plan, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("q=user123")] // some people
    [InlineData("q=curl")] // a rare device
    [InlineData("ip=203.0.113.0/24")] // a small network
    [InlineData("q=curl&by=GitHub&ip=203.0.113.0/24")]
    public async Task What_is_sorted_was_counted_as_few_first(string filter)
    {
        var criteria = SessionFilter.Parse("?" + filter).ToCriteria(SeededLedger.Now);
        var plans = await seeded.Database.PlansAsync(p =>
            p.GetRequiredService<SessionSearch>().PageAsync(criteria, null, default)
        );
        Assert.DoesNotContain("SCAN s\n", plans[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("IX_SessionLedger_Live_LastSeen", plans[^1], StringComparison.Ordinal);
        var count = await seeded.Database.AskAsync((SessionSearch search) => search.CountAsync(criteria, default));
        Assert.InRange(count.Value, 1, SessionSearch.Few);
        Assert.True(count.IsExact);
    }

    [Fact]
    public async Task Upkeep_and_retention_read_along_their_indexes()
    {
        await using var scope = seeded.Database.Scope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var plans = await seeded.Database.PlansAsync(async p =>
        {
            db = p.GetRequiredService<PortalDbContext>();
            var now = SeededLedger.Now;
            var after = "s5";
            _ = await ToListAsync(db.Sessions.Where(s => s.Ended == null && s.Due <= now).OrderBy(s => s.Due).Take(5));
            _ = await ToListAsync(
                db.Sessions.Where(s => s.Ended == null && string.Compare(s.Id, after) > 0).OrderBy(s => s.Id).Take(5)
            );
            _ = await ToListAsync(db.Sessions.Where(s => s.Ended < now).OrderBy(s => s.Ended).Take(5));
        });
        Assert.Contains("IX_SessionLedger_Live_Due", plans[0], StringComparison.Ordinal);
        Assert.Contains("IX_SessionLedger_Live_Id", plans[1], StringComparison.Ordinal);
        Assert.Contains("IX_SessionLedger_Ended_Ended", plans[2], StringComparison.Ordinal);
        Assert.All(plans, plan => Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("signed in", null)]
    [InlineData(null, "u5")]
    [InlineData("signed in", "u5")]
    public async Task Events_are_read_along_an_index_too(string? kind, string? person)
    {
        var criteria = new EventCriteria(kind, person, SeededLedger.Now.AddDays(-3), SeededLedger.Now);
        foreach (
            var cursor in new[]
            {
                null,
                new EventCursor(SeededLedger.Now, 5, false),
                new EventCursor(SeededLedger.Now, 5, true),
            }
        )
        {
            var plans = await seeded.Database.PlansAsync(p =>
                p.GetRequiredService<EventSearch>().PageAsync(criteria, cursor, 50, default)
            );
            Assert.All(
                plans,
                plan =>
                {
                    Assert.Contains("USING INDEX IX_AuditEvents_", plan, StringComparison.Ordinal);
                    Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
                }
            );
        }
    }

    private static Task<List<T>> ToListAsync<T>(IQueryable<T> query) =>
        Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(query);
}
