using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Tests.Integration.Ledger;

/// <summary>
/// Times, to be read and not asserted: <c>dotnet test --project WebPortal.Tests --filter-class '*LedgerAtAMillion' --explicit only --output Detailed</c>.
/// </summary>
public sealed class LedgerAtAMillion(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Pages_and_counts()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var now = DateTimeOffset.UtcNow;
        var clock = Stopwatch.StartNew();
        await database.SeedAsync(1_000_000, now);
        output.WriteLine($"seeded in {clock.Elapsed.TotalSeconds:0} s");
        await database.AskAsync((SessionSearch s) => s.PageAsync(new SessionCriteria(), null, default));

        string[] filters =
        [
            "",
            "q=example.com",
            "q=user123456",
            "q=user12345",
            "q=nobody",
            "q=firefox",
            "q=curl",
            "by=GitHub",
            "age=day",
            "age=day&by=GitHub&q=chrome",
            "ip=203.0.113.0/24",
            "ip=10.0.0.0/8",
            "ip=10.1.1.1",
            "state=ended",
            "state=ended&by=Google&ip=10.0.0.0/8",
            "q=user7&by=Passkey&ip=10.0.0.0/9&age=month",
        ];
        var somewhere = new SessionCursor(now.AddMinutes(-2000), "s8", false);
        foreach (var filter in filters)
        {
            var criteria = SessionFilter.Parse("?" + filter).ToCriteria(now);
            var first = await TimeAsync(database, s => s.PageAsync(criteria, null, default));
            var deep = await TimeAsync(database, s => s.PageAsync(criteria, somewhere, default));
            var count = await TimeAsync(database, s => s.CountAsync(criteria, default));
            var n = await database.AskAsync((SessionSearch s) => s.CountAsync(criteria, default));
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{filter, -45} page {first, 6:0.0} ms, deep {deep, 6:0.0} ms, count {count, 6:0.0} ms = {n}"
                )
            );
        }
        clock.Restart();
        await database.AskAsync(
            (PortalDbContext db) =>
                db.Sessions.Where(s => s.Ended == null).Select(s => s.UserId).Distinct().CountAsync()
        );
        output.WriteLine($"people now {clock.ElapsedMilliseconds} ms");
    }

    private static async Task<double> TimeAsync<T>(LedgerDatabase database, Func<SessionSearch, Task<T>> ask)
    {
        var times = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var clock = Stopwatch.StartNew();
            await database.AskAsync(ask);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return times.Order().ElementAt(3);
    }
}
