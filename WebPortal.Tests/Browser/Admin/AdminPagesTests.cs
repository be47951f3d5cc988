using WebPortal.Data;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>Every administrators' page: accessible, no wider than the window, no complaint of the browser. Light, dark and on a phone.</summary>
public sealed class AdminPagesTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("phone")]
    public async Task Every_page_is_clean(string look)
    {
        var person = await portal.A.AddPersonAsync();
        var boss = await portal.A.AddPersonAsync(administrator: true);
        using var user = await portal.A.SignedInAsync(person);
        using var second = await portal.A.SignedInAsync(person);
        using var over = await portal.A.SignedInAsync(person);
        using var other = await portal.B.AdministratorAsync();
        await other.RevokeAsync(over.SessionId(), "Phone stolen in Łódź");
        await using var admin = await browser.OpenAsync(portal.A.Url, dark: look == "dark", phone: look == "phone");
        await admin.SignInAsync(boss.Email!, AdminScene.Password, "/admin");
        var job = new RevocationJob
        {
            Id = Guid.NewGuid().ToString("N")[..22],
            Scope = RevocationScope.Filter,
            Title = "signed in by GitHub, live, last 7 days",
            Filter = "?by=GitHub&age=week",
            Words = "GitHub organisation token leaked",
            ActorId = boss.Id,
            Created = DateTimeOffset.UtcNow,
            Total = 1284,
            Ended = 612,
            Owner = "test",
            LeaseUntil = DateTimeOffset.UtcNow.AddHours(1),
        };
        await portal.A.AskDbAsync(db =>
        {
            db.Jobs.Add(job);
            return db.SaveChangesAsync();
        });
        (string Name, string Path)[] pages =
        [
            ("overview", "/admin"),
            ("sessions", "/admin/sessions"),
            ("sessions-filtered", $"/admin/sessions?q={person.Email}&by=Password&age=week"),
            ("sessions-empty", "/admin/sessions?q=nobody-at-all&by=GitHub"),
            ("sessions-bad", "/admin/sessions?ip=nonsense"),
            ("sessions-ended", "/admin/sessions?state=ended"),
            ("revoke-one", "/admin/sessions?revoke=" + user.SessionId()),
            ("revoke-all", $"/admin/sessions?q={person.Email}&by=Password&age=week&revoke=all"),
            ("revoke-everybody", "/admin/sessions?revoke=everybody"),
            ("session-live", "/admin/sessions/" + user.SessionId()),
            ("session-ended", "/admin/sessions/" + over.SessionId()),
            ("people", "/admin/people"),
            ("person", "/admin/people/" + person.Id),
            ("person-self", "/admin/people/" + boss.Id),
            ("person-disable", $"/admin/people/{person.Id}?ask=disable"),
            ("events", "/admin/events"),
            ("events-bad", "/admin/events?person=nobody&from=x"),
            ("job", "/admin/jobs/" + job.Id),
        ];
        foreach (var (name, path) in pages)
        {
            await admin.GoAsync(path);
            await admin.LiveAsync();
            await admin.AssertCleanAsync();
            await admin.ScreenshotAsync($"admin-{name}-{look}");
        }
    }
}
