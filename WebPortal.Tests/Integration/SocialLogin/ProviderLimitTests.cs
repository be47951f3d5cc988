using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>What a stranger may make the portal do without ever signing in: ask the provider, and write into the log of events.</summary>
[Collection(OneForgeryAtATime.Name)]
public sealed class ProviderLimitTests(ForgingPortal forge)
{
    [Fact]
    public async Task Sign_ins_that_are_begun_and_not_finished_are_bounded_and_finished_ones_are_not()
    {
        await using var portal = Open("starts");
        forge.BeSomebodyNew();
        for (var i = 0; i < 6; i++)
        {
            using var member = new SocialVisitor(portal.Url, forge.Provider.Origin);
            Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(member));
        }
        using var visitor = new SocialVisitor(portal.Url, forge.Provider.Origin);
        for (var i = 0; i < 3; i++)
            Assert.StartsWith(forge.Provider.Origin, await visitor.StartAsync("Forge"), StringComparison.Ordinal);
        visitor.Portal.Cookies.Clear();
        var next = await visitor.StartAsync("Forge");
        Assert.StartsWith("/sign-in?outcome=TooManyStarts", next, StringComparison.Ordinal);
        Assert.DoesNotContain(visitor.Portal.Cookies.Keys, c => c.Contains("correlation", StringComparison.Ordinal));
        var page = await visitor.ReadAsync(next);
        Assert.Contains("Too many sign-ins were begun from your network", page, StringComparison.Ordinal);
        Assert.Contains("autocomplete=\"current-password\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_foreign_answers_becomes_a_few_events_that_say_how_many()
    {
        await using var portal = Open("flood");
        using var visitor = new HttpVisitor(portal.Url);
        var before = await EventsAsync();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await visitor.GetAsync(
                "/signin-oidc/forge?code=x&state=" + i.ToString(CultureInfo.InvariantCulture)
            );
            Assert.Contains("outcome=NotStartedHere", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
        var written = (await EventsAsync()).Skip(before.Count).ToList();
        Assert.Equal(3 + 5, written.Count); // Three, then the 1st, 2nd, 4th, 8th and 16th of the seventeen others.
        Assert.EndsWith("; 16 more of late from this network", written[^1], StringComparison.Ordinal);
    }

    private PortalInstance Open(string name) =>
        forge.Open(
            name,
            new Dictionary<string, string?> { ["Throttle:TriesPerNetwork"] = "3", ["Sessions:KeyPrefix"] = name }
        );

    private Task<List<string>> EventsAsync() =>
        forge.ReadAsync(db =>
            db.Events.Where(e => e.Kind == AuditKinds.StateMismatch)
                .OrderBy(e => e.Id)
                .Select(e => e.Detail)
                .ToListAsync()
        );
}
