using System.Net;
using System.Text.RegularExpressions;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>The record of events as a page and as a file.</summary>
public sealed class EventsTests(PortalFixture portal)
{
    [Fact]
    public async Task Filters_and_pages_both_ways_and_the_file_holds_the_same()
    {
        var person = await portal.A.AddPersonAsync();
        var start = new DateTimeOffset(2026, 3, 5, 10, 0, 0, TimeSpan.Zero);
        await portal.A.AskDbAsync(db =>
        {
            for (var i = 0; i < 130; i++)
                db.Events.Add(
                    new AuditEvent
                    {
                        At = start.AddSeconds(i / 3),
                        Kind = i % 2 == 0 ? AuditKinds.SignedIn : AuditKinds.ProfileChanged,
                        ActorId = person.Id,
                        SubjectId = i % 5 == 0 ? null : person.Id,
                        Detail = i == 7 ? "=HYPERLINK(\"http://evil\")" : $"n{i}",
                    }
                );
            return db.SaveChangesAsync();
        });
        using var admin = await portal.A.AdministratorAsync();
        var filter = $"?person={person.Email}&from=2026-03-05&until=2026-03-05";

        var pages = new List<string[]>();
        string? next = "/admin/events" + filter;
        string? back = null;
        while (next is not null)
        {
            var html = await admin.ReadAsync(next);
            pages.Add(Rows(html));
            next = Link(html, "next");
            back = Link(html, "prev");
        }
        Assert.Equal([50, 50, 30], pages.Select(p => p.Length));
        Assert.Equal(130, pages.SelectMany(p => p).Distinct().Count());
        Assert.Equal(pages[1], Rows(await admin.ReadAsync(back!)));

        using var file = await admin.GetAsync("/admin/events.csv" + filter);
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        var lines = (await file.Content.ReadAsStringAsync()).TrimEnd().Split("\r\n");
        Assert.Equal(131, lines.Length);
        Assert.Equal(pages.SelectMany(p => p), lines.Skip(1).Select(l => l.Split(',')[0]));
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", string.Join('\n', lines), StringComparison.Ordinal);

        Assert.Equal(
            66,
            (await admin.ReadAsync("/admin/events.csv" + filter + "&kind=" + Uri.EscapeDataString(AuditKinds.SignedIn)))
                .TrimEnd()
                .Split("\r\n")
                .Length
        );
    }

    [Theory]
    [InlineData("person=nobody@nowhere.example", "Nobody has this address")]
    [InlineData("from=yesterday", "Write the day as")]
    [InlineData("until=9999-12-31", "Write the day as")]
    [InlineData("at=garbage", "events on this page")]
    [InlineData("kind=%00", "No events match.")]
    public async Task What_is_not_understood_gets_words_and_shows_nothing_else(string query, string words)
    {
        using var admin = await portal.A.AdministratorAsync();
        Assert.Contains(words, await admin.ReadAsync("/admin/events?" + query), StringComparison.Ordinal);
        using var csv = await admin.GetAsync("/admin/events.csv?" + query);
        Assert.Equal(
            query.StartsWith("at", StringComparison.Ordinal) || query.StartsWith("kind", StringComparison.Ordinal)
                ? HttpStatusCode.OK
                : HttpStatusCode.BadRequest,
            csv.StatusCode
        );
    }

    [Fact]
    public async Task No_page_and_no_file_holds_a_secret()
    {
        using var user = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        using var admin = await portal.A.AdministratorAsync();
        await admin.RevokeAsync(user.SessionId());
        foreach (
            var path in new[]
            {
                "/admin",
                "/admin/sessions",
                "/admin/sessions/" + user.SessionId(),
                "/admin/people",
                "/admin/events",
                "/admin/events.csv",
            }
        )
        {
            var text = await admin.ReadAsync(path);
            Assert.DoesNotContain(user.Session!.Split('.')[1], text, StringComparison.Ordinal);
            Assert.DoesNotContain(admin.Session!.Split('.')[1], text, StringComparison.Ordinal);
            Assert.DoesNotContain(AdminScene.Password, text, StringComparison.Ordinal);
        }
    }

    private static string[] Rows(string html) =>
        [.. Regex.Matches(html, "<tr id=\"e-([0-9]+)\"").Select(m => m.Groups[1].Value)];

    private static string? Link(string html, string rel) =>
        Regex.Match(html, $"rel=\"{rel}\" href=\"([^\"]*)\"") is { Success: true } m ? m.Groups[1].Value : null;
}
