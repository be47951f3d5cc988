using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Data;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using WebPortal.Tests.Integration.Ledger;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>
/// Walk 3, steps 2 and 3: the list over a hundred thousand sessions. What is asserted is what is read, by count of statements here and by plan in
/// LedgerPlanTests; the time is only told.
/// </summary>
public sealed partial class WalkThreeListTests(BrowserFixture browser)
{
    private const int Seeded = 100_000;

    [Fact]
    public async Task Step02_and_03_A_hundred_thousand_sessions_are_counted_filtered_and_paged()
    {
        await using var own = await OwnPortal.StartAsync();
        await own.Portal.AskDbAsync(SeedAsync);
        await ReviveNewestAsync(own.Portal);
        // Statements are counted by the log; the upkeep's are not the page's.
        var settings = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Information",
            ["Ledger:UpkeepInterval"] = "01:00:00",
        };
        await using var portal = own.Another("list", settings);
        await using var admin = await browser.OpenAsync(portal.Url, script: false);
        var boss = await portal.AddPersonAsync(administrator: true);
        await admin.TakeSessionAsync(await portal.MakeSessionAsync(boss, administrator: true));
        await admin.GoAsync("/admin/sessions?q=nobody"); // Everything compiled.

        // 2: the whole list; counting stops at ten thousand, and says so. Fifty rows.
        await TellAsync(portal, admin, "/admin/sessions");
        await Expect(Count(admin)).ToHaveTextAsync("at least 10,000 live sessions match");
        await Expect(Rows(admin)).ToHaveCountAsync(50);
        await Expect(Place(admin)).ToContainTextAsync("1–50 of at least 10,000, in ");
        await Expect(Rows(admin).GetByRole(AriaRole.Button)).ToHaveCountAsync(50);
        // A text that everybody has.
        await TellAsync(portal, admin, "/admin/sessions?q=%40");
        await Expect(Count(admin)).ToHaveTextAsync("at least 10,000 live sessions match");
        await Expect(Rows(admin)).ToHaveCountAsync(50);

        // 3: by person and provider. The count, the rows and the other page agree.
        await admin.GoAsync("/admin/sessions");
        await admin.Page.GetByLabel("Person or device").FillAsync("user7@example.com");
        await admin.Page.GetByLabel("Signed in by").SelectOptionAsync("Google");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        var all = await portal.AskDbAsync(db =>
            db.Sessions.Where(s => s.UserId == "u7" && s.Provider == "Google" && s.Ended == null)
                .Select(s => s.Id)
                .ToListAsync()
        );
        Assert.InRange(all.Count, 60, 99);
        await Expect(Count(admin)).ToHaveTextAsync($"{all.Count} of at least 10,000 live sessions match");
        var first = await PageAsync(admin);
        Assert.Equal(50, first.Count);
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(Place(admin)).ToContainTextAsync($"51–{all.Count} of {all.Count}");
        await Expect(admin.Page.GetByLabel("Person or device")).ToHaveValueAsync("user7@example.com");
        await Expect(Count(admin)).ToHaveTextAsync($"{all.Count} of at least 10,000 live sessions match");
        var second = await PageAsync(admin);
        Assert.Empty(first.Intersect(second));
        Assert.Equal(all.Order(), first.Concat(second).Order());
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Previous" }).ClickAsync();
        Assert.Equal(first, await PageAsync(admin));
    }

    private static async Task<int> SeedAsync(PortalDbContext db)
    {
        await db.Database.ExecuteSqlRawAsync(LedgerDatabase.Seed(Seeded, DateTimeOffset.UtcNow));
        return await db.Database.ExecuteSqlRawAsync(
            "UPDATE SessionLedger SET UserId = 'u7' WHERE Id IN (SELECT Id FROM SessionLedger WHERE Provider = 'Google' LIMIT 60)"
        );
    }

    // In Redis too, as far as a page is shown: otherwise their rows would say that they have ended.
    private static async Task ReviveNewestAsync(PortalInstance portal)
    {
        var store = portal.Services.GetRequiredService<ISessionStore>();
        var newest = await portal.AskDbAsync(db =>
            db.Sessions.AsNoTracking()
                .Where(s => s.Ended == null)
                .OrderByDescending(s => s.LastSeen)
                .Take(60)
                .ToListAsync()
        );
        var now = DateTimeOffset.UtcNow;
        await Task.WhenAll(
            newest.Select(s =>
                store.CreateAsync(
                    new UserSession(
                        s.Id,
                        s.UserId,
                        s.Provider,
                        "pwd",
                        now,
                        s.Device,
                        "",
                        s.Address,
                        now,
                        TimeSpan.FromHours(1),
                        now.AddHours(2),
                        false
                    ),
                    [1],
                    new SessionEpoch("0", "0"),
                    null
                )
            )
        );
    }

    private static async Task TellAsync(PortalInstance portal, BrowserVisitor admin, string path)
    {
        var before = Statements(portal);
        await admin.GoAsync(path);
        var statements = Statements(portal) - before;
        Assert.InRange(statements, 1, 12);
        var server = Milliseconds().Match(await Place(admin).InnerTextAsync()).Value;
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{path}: {statements} statements, {server} ms at the server")
        );
    }

    private static int Statements(PortalInstance portal) =>
        portal.Lines.All.Count(l => l.Contains("Executed DbCommand", StringComparison.Ordinal));

    private static async Task<IReadOnlyList<string>> PageAsync(BrowserVisitor admin) =>
        await Rows(admin).EvaluateAllAsync<string[]>("rows => rows.map(row => row.id.slice(2))");

    private static ILocator Rows(BrowserVisitor admin) => admin.Page.Locator("tbody[data-region=sessions] tr");

    private static ILocator Count(BrowserVisitor admin) => admin.Page.Locator("[data-region=count]");

    private static ILocator Place(BrowserVisitor admin) => admin.Page.Locator("[data-region=place]");

    [GeneratedRegex("[0-9]+(?=\\sms)")]
    private static partial Regex Milliseconds();
}
