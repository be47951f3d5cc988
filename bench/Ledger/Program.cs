using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Tests.Integration.Ledger;

// Pages and counts of the administrators' list over a million sessions, in SQLite: medians of seven.
var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
await using var database = await LedgerDatabase.CreateAsync();
var now = DateTimeOffset.UtcNow;
var clock = Stopwatch.StartNew();
await database.SeedAsync(rows, now);
Console.WriteLine($"seeded in {clock.Elapsed.TotalSeconds:0} s");
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
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{filter, -45} page {first, 6:0.0} ms, deep {deep, 6:0.0} ms, count {count, 6:0.0} ms = {n}"
        )
    );
}
clock.Restart();
await database.AskAsync(
    (PortalDbContext db) => db.Sessions.Where(s => s.Ended == null).Select(s => s.UserId).Distinct().CountAsync()
);
Console.WriteLine($"people now {clock.ElapsedMilliseconds} ms");

static async Task<double> TimeAsync<T>(LedgerDatabase database, Func<SessionSearch, Task<T>> ask)
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
