using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Lab.Claims;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>What the ledger says of its stations: that one is there, that it is not, and what it last measured.</summary>
public sealed partial class ClaimStationsTests(PortalFixture portal) : IDisposable
{
    private readonly HttpVisitor _visitor = new(portal.A.Url);

    /// <summary>
    /// The promise of the ledger: an entry says that it can be run exactly when the application has a route for its address, and then the address really
    /// opens for anyone. A station that is mapped without one of its pages, or only behind a sign-in, fails here.
    /// </summary>
    [Fact]
    public async Task An_entry_can_be_run_exactly_when_its_address_is_mapped_and_opens()
    {
        var addresses = portal.A.Services.GetRequiredService<LabAddresses>();
        var runnable = 0;
        var waiting = 0;
        foreach (
            var entries in ClaimLedger.All.Where(c => c.Run is not null).GroupBy(c => c.Run!, StringComparer.Ordinal)
        )
        {
            using var station = await _visitor.GetAsync(entries.Key);
            var answers = addresses.Exists(entries.Key);
            Assert.True(
                answers == (station.StatusCode == HttpStatusCode.OK),
                $"{entries.Key} is {(answers ? "" : "not ")}mapped, and answers {station.StatusCode}."
            );
            foreach (var claim in entries)
            {
                var page = await HtmlAsync(claim.Address);
                Assert.Equal(
                    answers,
                    page.Contains($"<a class=\"btn primary\" href=\"{claim.Run}\"", StringComparison.Ordinal)
                );
                Assert.Equal(!answers, page.Contains("Station not built yet", StringComparison.Ordinal));
            }
            _ = answers ? runnable += entries.Count() : waiting += entries.Count();
        }

        var counts = Counts()
            .Matches(await HtmlAsync("/lab/claims"))
            .ToDictionary(m => m.Groups[1].Value, m => Number(m.Groups[2].Value));
        Assert.Equal(runnable, counts["Can be run now"]);
        Assert.Equal(waiting, counts["Station not built yet"]);
        Assert.Equal(153 - runnable - waiting, counts["Judged by reading"]);
        Assert.NotEqual(0, runnable);
    }

    [Fact]
    public async Task A_measured_value_shows_with_its_date_and_a_contradiction_is_said()
    {
        await using var app = portal.A.WithWebHostBuilder(b =>
            b.ConfigureTestServices(s => s.AddSingleton<IMeasured>(new Fixed()))
        );
        using var client = app.CreateClient(new() { BaseAddress = new Uri("http://localhost/") });
        var page = await client.GetStringAsync(new Uri("/lab/claims/8", UriKind.Relative));
        Assert.Contains("&lt;1 ms&gt; to the first refusal", page, StringComparison.Ordinal);
        Assert.Contains("datetime=\"2026-11-23T12:00:00Z\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/lab/race/44b1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("contradicts this verdict", page, StringComparison.Ordinal);
        page = await client.GetStringAsync(new Uri("/lab/claims/100", UriKind.Relative));
        Assert.Contains("contradicts this verdict", page, StringComparison.Ordinal);
        page = await client.GetStringAsync(new Uri("/lab/claims", UriKind.Relative));
        Assert.Contains("&lt;1 ms&gt; to the first refusal", page, StringComparison.Ordinal);
    }

    public void Dispose() => _visitor.Dispose();

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private async Task<string> HtmlAsync(string path)
    {
        using var response = await _visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("""<dt>([^<]+)</dt><dd><b>(\d+)</b>""")]
    private static partial Regex Counts();

    private sealed class Fixed : IMeasured
    {
        private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        public ValueTask<IReadOnlyDictionary<int, Measurement>> LastAsync(CancellationToken ct) =>
            new(
                new Dictionary<int, Measurement>
                {
                    [8] = new("Server session", "<1 ms> to the first refusal", Noon, "/lab/race/44b1"),
                    [100] = new("JWT only", "refused at once", Noon, Contradicts: true),
                }
            );
    }
}
