using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Observability;

/// <summary>What an operator would see on the board, read with a listener of our own on one instance.</summary>
public sealed class MetricsTests(PortalFixture portal, SocialFixture social)
{
    [Fact]
    public async Task Each_thing_that_happens_to_a_session_is_counted_once()
    {
        using var directory = new TemporaryDirectory();
        await using var own = new PortalInstance(
            "metrics",
            portal.Redis.Patiently,
            directory.Path,
            settings: new Dictionary<string, string?>
            {
                ["Sessions:KeyPrefix"] = "m" + Guid.NewGuid().ToString("N")[..8],
            }
        );
        using var seen = new MetricReadings(own);
        var person = await own.AddPersonAsync();
        using var first = await own.SignedInAsync(person);
        using var second = await own.SignedInAsync(person);
        using var admin = await own.AdministratorAsync();
        using (var wrong = new HttpVisitor(own.Url))
        using (await wrong.SignInAsync(person.Email!, "wrong")) { }
        Assert.Contains("has ended on every", await admin.RevokeAsync(first.SessionId()), StringComparison.Ordinal);
        Assert.False(await first.IsLetInAsync());
        using (await second.PostAsync("/account/sessions", [], "/sign-out")) { }
        using (var forged = new HttpVisitor(own.Url))
        {
            forged.Cookies["__Host-session"] = "no key at all";
            using var response = await forged.GetAsync("/");
        }
        await own.Services.GetRequiredService<LedgerUpkeep>().RunOnceAsync(default);
        seen.Observe();

        Assert.Equal(3, seen.Sum("webportal.sessions.started"));
        Assert.Equal(1, seen.Sum("webportal.sessions.ended", "Revoked"));
        Assert.Equal(1, seen.Sum("webportal.sessions.ended", "SignedOut"));
        Assert.Equal(1, seen.Sum("webportal.requests.refused", "dead"));
        Assert.Equal(1, seen.Sum("webportal.requests.refused", "garbage"));
        Assert.Equal(0, seen.Sum("webportal.requests.refused", "unchecked"));
        Assert.Equal(3, seen.Sum("webportal.sign_ins", "Password", "SignedIn"));
        Assert.Equal(1, seen.Sum("webportal.sign_ins", "Password", "Mismatch"));
        Assert.Equal(1, seen.Sum("webportal.sessions.live"));
        Assert.True(seen.Count("webportal.store.duration", "find") >= 3);
        Assert.Equal(3, seen.Count("webportal.store.duration", "create"));
        // Signing out asks twice: the handler of ours, then the framework's.
        Assert.Equal(3, seen.Count("webportal.sessions.end.duration", "one"));
        for (var i = 0; i < 200 && seen.Count("webportal.sessions.end.delay") < 2; i++)
            await Task.Delay(10); // Pub/sub brings the end to the instance that made it, too.
        Assert.Equal(2, seen.Count("webportal.sessions.end.delay"));
        for (var i = 0; i < 200 && seen.Count("webportal.sessions.end.acknowledged") < 2; i++)
            await Task.Delay(10);
        Assert.Equal(2, seen.Count("webportal.sessions.end.acknowledged"));
        // An id in a tag would be a time series for each person.
        Assert.DoesNotContain(person.Id, seen.Tags);
        Assert.DoesNotContain(first.SessionId(), seen.Tags);
    }

    [Fact]
    public async Task Sign_ins_at_a_provider_are_counted_by_provider_and_outcome()
    {
        using var seen = new MetricReadings(social.A);
        // Others sign in here meanwhile.
        foreach (var provider in new[] { "Google", "GitHub", "Issuer" })
        {
            using var visitor = social.Visit();
            var person = await social.AddPersonAsync();
            Assert.Equal("/account/sessions", await visitor.SignInAsync(provider, person));
            Assert.InRange(seen.Sum("webportal.sign_ins", provider, "SignedIn"), 1, 1000);
            Assert.DoesNotContain(person.Email!, seen.Tags);
        }
        using var changed = social.Visit();
        await changed.SignInAsync("GitHub", await social.AddPersonAsync(), decision: "deny");
        Assert.InRange(seen.Sum("webportal.sign_ins", "GitHub", "Cancelled"), 1, 1000);
    }

    [Fact]
    public void Nothing_is_allocated_when_nobody_listens()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new SessionMetrics(services.GetRequiredService<IMeterFactory>());
        Use(metrics);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Use(metrics);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Use(SessionMetrics metrics)
        {
            using var timing = metrics.Store("find");
            metrics.RefusedDead();
            metrics.RefusedGarbage();
        }
    }
}
