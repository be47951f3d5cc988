using System.Diagnostics;
using System.Net;
using Microsoft.Playwright;
using WebPortal.Data;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Admin;

/// <summary>
/// Walk 3, step 6 fifty times, and step 12 about what that leaves behind. What is asserted is the order: the first request that begins after the
/// answer is refused, at the other instance. How long it took is only told.
/// </summary>
public sealed class WalkThreeOrderTests(PortalFixture portal, BrowserFixture browser)
{
    private const int Times = 50;

    [Fact]
    public async Task Step06_and_12_Fifty_times_the_next_request_is_refused_and_the_log_says_all_but_secrets()
    {
        var boss = await portal.A.AddPersonAsync(administrator: true);
        var session = await portal.A.MakeSessionAsync(boss, administrator: true);
        using var admin = portal.A.VisitorWith(session);
        PortalUser[] people =
        [
            await portal.A.AddPersonAsync(),
            await portal.A.AddPersonAsync(),
            await portal.A.AddPersonAsync(),
        ];
        using var form = await admin.GetAsync("/admin/sessions");
        var token = HttpVisitor.TokenIn(await form.Content.ReadAsStringAsync());
        if (token.Length == 0)
        {
            // The list has a form only in its dialog.
            using var asked = await admin.GetAsync("/admin/sessions?revoke=everybody");
            token = HttpVisitor.TokenIn(await asked.Content.ReadAsStringAsync());
        }

        var took = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            using var target = portal.B.VisitorWith(await portal.B.MakeSessionAsync(people[i % people.Length]));
            Assert.True(await target.IsLetInAsync());
            var clock = Stopwatch.GetTimestamp();
            using var revoked = await admin.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, "/admin/sessions")
                {
                    Content = new FormUrlEncodedContent([
                        new("revoke", target.SessionId()),
                        new("why", $"Run {i}"),
                        new("__RequestVerificationToken", token),
                    ]),
                }
            );
            Assert.Equal(HttpStatusCode.Redirect, revoked.StatusCode);
            using var next = await target.GetAsync("/account/sessions");
            took.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
            Assert.StartsWith(
                "/sign-in",
                new Uri(portal.B.Url, next.Headers.Location!).AbsolutePath,
                StringComparison.Ordinal
            );
            admin.Secrets.Add(target.Session);
        }
        took.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"from click to refusal, {Times} times: median {took[Times / 2]:0.0} ms, p95 {took[Times * 95 / 100]:0.0} ms"
        );

        // 12: who, whom, what, why, when, from where; nowhere a cookie's value.
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.TakeSessionAsync(session);
        await visitor.GoAsync("/admin/events?person=" + people[(Times - 1) % people.Length].Email);
        var row = visitor.Page.Locator("tbody[data-region=events] tr").Filter(new() { HasText = $"Run {Times - 1}" });
        await Expect(row.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(AuditKinds.SessionEnded);
        await Expect(row.Locator("[data-label=By]")).ToHaveTextAsync("you");
        await Expect(row.Locator("[data-label=To]")).ToHaveTextAsync(people[(Times - 1) % people.Length].Email!);
        await Expect(row.Locator("[data-label=When] time")).ToBeVisibleAsync();
        await Expect(row.Locator("[data-label=Why]")).ToContainTextAsync($"Run {Times - 1}");
        await Expect(row.Locator("[data-label=Address]")).ToHaveTextAsync("127.0.0.1");
        Assert.Null(admin.Secrets.FoundIn(await visitor.Page.ContentAsync()));
        var csv = await admin.ReadAsync("/admin/events.csv?person=" + people[0].Email);
        Assert.Contains("Run 0", csv, StringComparison.Ordinal);
        Assert.Null(admin.Secrets.FoundIn(csv));
        foreach (var line in portal.A.Lines.All.Concat(portal.B.Lines.All))
            Assert.Null(admin.Secrets.FoundIn(line));
    }
}
