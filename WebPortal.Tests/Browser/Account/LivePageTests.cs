using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;
using static Microsoft.Playwright.Assertions;

namespace WebPortal.Tests.Browser.Account;

/// <summary>An open page looks again at each change, and shows nothing any more once its session has ended.</summary>
public sealed class LivePageTests(PortalFixture portal, BrowserFixture browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_private_is_out_of_sight_as_soon_as_the_session_has_ended(bool phone)
    {
        var person = await portal.A.AddPersonAsync();
        await using var visitor = await browser.OpenAsync(portal.A.Url, phone: phone);
        await visitor.TakeSessionAsync(await portal.A.MakeSessionAsync(person));
        await visitor.GoAsync("/account/sessions");
        await visitor.LiveAsync();
        await Expect(visitor.SessionRows().First).ToBeVisibleAsync();

        await portal.B.Services.GetRequiredService<UserSessions>().EndAllAsync(person.Id, EndReason.Revoked, "admin");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(visitor.SessionRows().First).ToBeHiddenAsync();
        await visitor.AssertCleanAsync();
    }

    [Fact]
    public async Task An_older_answer_that_comes_late_does_not_take_the_page_back()
    {
        var person = await portal.A.AddPersonAsync();
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.TakeSessionAsync(await portal.A.MakeSessionAsync(person));
        await visitor.GoAsync("/account/sessions");
        await visitor.LiveAsync();
        var rows = visitor.SessionRows();
        await Expect(rows).ToHaveCountAsync(1);

        // Two looks are under way, and the first one's answer is kept back.
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var looks = 0;
        await visitor.Page.RouteAsync(
            "**/account/sessions**",
            async route =>
            {
                var first = Interlocked.Increment(ref looks) == 1;
                var answer = await route.FetchAsync();
                if (first)
                {
                    asked.SetResult();
                    await go.Task;
                }
                await route.FulfillAsync(new() { Response = answer });
            }
        );
        await portal.A.MakeSessionAsync(person);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await portal.A.MakeSessionAsync(person);
        await Expect(rows).ToHaveCountAsync(3);

        await visitor.Page.EvaluateAsync(
            """
            () => {
              const rows = document.querySelector("tbody[data-region=live]");
              window.fewest = rows.children.length;
              new MutationObserver(() => { window.fewest = Math.min(window.fewest, rows.children.length); })
                .observe(rows, { childList: true });
            }
            """
        );
        go.SetResult();
        // A third look, whose answer comes after the late one's.
        await portal.A.MakeSessionAsync(person);
        await Expect(rows).ToHaveCountAsync(4);
        Assert.Equal(3, await visitor.Page.EvaluateAsync<int>("window.fewest"));
    }
}
