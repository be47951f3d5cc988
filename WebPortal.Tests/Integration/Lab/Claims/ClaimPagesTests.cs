using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using WebPortal.Features.Lab.Claims;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

public sealed partial class ClaimPagesTests(PortalFixture portal) : IDisposable
{
    private readonly HttpVisitor _visitor = new(portal.A.Url);

    [Fact]
    public async Task Every_entry_has_its_page_with_quotation_verdict_and_explanation()
    {
        foreach (var claim in ClaimLedger.All)
        {
            var page = await TextAsync(claim.Address);
            Assert.Contains(claim.Title, page, StringComparison.Ordinal);
            Assert.Contains(claim.Quotation, page, StringComparison.Ordinal);
            Assert.Contains(claim.Verdict.Badge(), page, StringComparison.Ordinal);
            Assert.Contains(claim.Explanation, page, StringComparison.Ordinal);
            foreach (var correction in claim.Corrections)
                Assert.Contains(ClaimLedger.Correction(correction).Truth, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Previous_and_next_lead_through_all_of_them()
    {
        var first = await HtmlAsync("/lab/claims/1");
        Assert.DoesNotContain("rel=\"prev\"", first, StringComparison.Ordinal);
        var last = await HtmlAsync("/lab/claims/153");
        Assert.DoesNotContain("rel=\"next\"", last, StringComparison.Ordinal);
        Assert.Contains("href=\"/lab/claims/152\" rel=\"prev\"", last, StringComparison.Ordinal);
        var middle = await HtmlAsync("/lab/claims/12");
        Assert.Contains("href=\"/lab/claims/11\" rel=\"prev\"", middle, StringComparison.Ordinal);
        Assert.Contains("href=\"/lab/claims/13\" rel=\"next\"", middle, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("154")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999999999")]
    public async Task There_is_no_other_entry(string number)
    {
        using var response = await _visitor.GetAsync("/lab/claims/" + number);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_list_has_every_entry_and_counts_by_verdict()
    {
        var html = await HtmlAsync("/lab/claims");
        Assert.Equal(153, Rows().Count(html));
        var counts = Counts()
            .Matches(html)
            .ToDictionary(m => WebUtility.HtmlDecode(m.Groups[1].Value), m => Number(m.Groups[2].Value));
        foreach (var verdict in Enum.GetValues<Verdict>())
            Assert.Equal(ClaimLedger.All.Count(c => c.Verdict == verdict), counts[verdict.Badge()]);
    }

    [Theory]
    [InlineData("article=B")]
    [InlineData("verdict=wrong")]
    [InlineData("station=reading")]
    [InlineData("article=C&verdict=imprecise&station=attacks")]
    [InlineData("article=&verdict=&station=")]
    public async Task A_filter_shows_what_matches_and_nothing_else(string query)
    {
        var parts = query.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        var filter = ClaimFilter.Of(
            parts.GetValueOrDefault("article"),
            parts.GetValueOrDefault("verdict"),
            parts.GetValueOrDefault("station")
        );
        var shown = Rows().Matches(await HtmlAsync("/lab/claims?" + query)).Select(m => Number(m.Groups[1].Value));
        Assert.Equal(ClaimLedger.All.Where(filter.Includes).Select(c => c.Number), shown);
    }

    [Fact]
    public async Task A_filter_that_matches_nothing_offers_the_way_back()
    {
        var text = await TextAsync("/lab/claims?verdict=not-judged&station=race");
        Assert.Contains("No claims match", text, StringComparison.Ordinal);
        Assert.Contains("Clear filters", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_mean_nothing_are_ignored_and_never_printed()
    {
        var html = await HtmlAsync("/lab/claims?verdict=%3Cscript%3Ealert(1)%3C/script%3E");
        Assert.Equal(153, Rows().Count(html));
        Assert.Contains("a value of verdict that does not exist", html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotations_with_marks_of_html_and_code_arrive_escaped()
    {
        // Entry 29 quotes an ampersand; unescaped it would be an entity.
        Assert.Contains("Re-hash &amp; Compare", await HtmlAsync("/lab/claims/29"), StringComparison.Ordinal);
        Assert.Contains("&quot;none&quot;", await HtmlAsync("/lab/claims/109"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Corrections_stand_on_one_page_each_with_the_claims_it_mends()
    {
        var html = await HtmlAsync("/lab/claims/corrections");
        foreach (var correction in ClaimLedger.Corrections)
        {
            Assert.Contains($"id=\"f{correction.Number}\"", html, StringComparison.Ordinal);
            foreach (var claim in ClaimLedger.CorrectedBy(correction))
                Assert.Contains($"href=\"{claim.Address}\"", html, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _visitor.Dispose();

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private async Task<string> TextAsync(string path) => WebUtility.HtmlDecode(await HtmlAsync(path));

    private async Task<string> HtmlAsync(string path)
    {
        using var response = await _visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("""<dt>([^<]+)</dt><dd><b>(\d+)</b>""")]
    private static partial Regex Counts();

    [GeneratedRegex("""<th scope="row"><a href="/lab/claims/(\d+)">""")]
    private static partial Regex Rows();
}
