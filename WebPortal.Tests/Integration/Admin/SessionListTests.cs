using System.Text.RegularExpressions;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>The list of sessions as a page.</summary>
public sealed class SessionListTests(PortalFixture portal)
{
    [Fact]
    public async Task Page_two_of_a_filtered_list_shows_other_rows_and_the_counts_agree()
    {
        var person = await portal.A.AddPersonAsync();
        await portal.A.AskDbAsync(async db =>
        {
            for (var i = 0; i < 120; i++)
                db.Sessions.Add(Row(person, i));
            return await db.SaveChangesAsync();
        });
        using var admin = await portal.A.AdministratorAsync();

        var seen = new List<string>();
        string? next = $"/admin/sessions?q={person.Email}&ip=192.0.2.0/24&by=GitHub";
        var pages = 0;
        while (next is not null)
        {
            var html = await admin.ReadAsync(next);
            Assert.Contains(">120</b> of", html, StringComparison.Ordinal);
            Assert.Matches($"{seen.Count + 1}–{Math.Min(120, seen.Count + 50)} of 120, in [0-9]+", html);
            seen.AddRange(AdminScene.RowIds(html));
            next = Regex.Match(html, "rel=\"next\" href=\"([^\"]*)\"") is { Success: true } link
                ? link.Groups[1].Value
                : null;
            pages++;
        }
        Assert.Equal((3, 120, 120), (pages, seen.Count, seen.Distinct().Count()));
        Assert.Equal(seen.Order(StringComparer.Ordinal).Reverse(), seen);
    }

    [Fact]
    public async Task Rows_are_checked_against_Redis_and_a_ledger_that_is_behind_shows_no_live_row()
    {
        var person = await portal.A.AddPersonAsync();
        await portal.A.AskDbAsync(async db =>
        {
            db.Sessions.Add(Row(person, 1));
            return await db.SaveChangesAsync();
        });
        using var admin = await portal.A.AdministratorAsync();
        var html = await admin.ReadAsync("/admin/sessions?q=" + person.Email);
        Assert.Contains("not recorded yet", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"session\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?ip=203.0.113.0/99", "is not an address or a network")]
    [InlineData("?q=nobody-at-all", "No sessions match.")]
    [InlineData("?at=garbage&n=-5", "1–")]
    [InlineData("?q=%25_'%22%3Cscript%3E", "No sessions match.")]
    [InlineData("?age=century&by=%00&state=x", "No sessions match.")]
    public async Task Odd_filters_get_words_and_never_an_error(string query, string words)
    {
        using var admin = await portal.A.AdministratorAsync();
        using var response = await admin.GetAsync("/admin/sessions" + query);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(
            words,
            System.Net.WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()),
            StringComparison.Ordinal
        );
    }

    private static SessionEntry Row(PortalUser person, int i)
    {
        var at = DateTimeOffset.UtcNow.AddMinutes(-i);
        return new SessionEntry
        {
            Id = $"{1000 - i:0000}{Guid.NewGuid():N}"[..22],
            UserId = person.Id,
            Provider = "GitHub",
            Amr = "fed",
            Device = "Firefox on Linux",
            UserAgent = "",
            Address = "192.0.2.7",
            AddressKey = Features.Ledger.AddressRange.KeyOf("192.0.2.7"),
            Started = at,
            LastSeen = at,
            IdleLimit = 7200,
            Ends = at.AddHours(12),
            Due = at.AddHours(2),
        };
    }
}
