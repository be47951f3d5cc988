using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>More sessions than anybody waits for, everybody's, and a Redis that is away. On stores of their own.</summary>
public sealed class JobTests
{
    [Fact]
    public async Task More_than_five_hundred_are_ended_behind_the_page_and_the_page_says_how_far_it_is()
    {
        await using var own = await OwnPortal.StartAsync();
        using var admin = await own.Portal.AdministratorAsync();
        await ManySessions.AddAsync(own.Portal, 650, gone: 30);

        var asked = await admin.ReadAsync("/admin/sessions?by=GitHub&revoke=all");
        Assert.Contains("Revoke 650 sessions?", asked, StringComparison.Ordinal);
        using var ordered = await admin.PostAsync(
            "/admin/sessions?by=GitHub",
            [new("revoke", "all"), new("count", "650"), new("why", "Leak")]
        );
        var page = ordered.Headers.Location!.ToString();
        Assert.StartsWith("/admin/jobs/", page, StringComparison.Ordinal);
        await UntilAsync(async () =>
            (await admin.ReadAsync(page)).Contains("Nothing is left.", StringComparison.Ordinal)
        );

        Assert.Contains(
            "620 sessions ended, 30 had ended already.",
            await admin.ReadAsync(page),
            StringComparison.Ordinal
        );
        var store = own.Portal.Services.GetRequiredService<ISessionStore>();
        var rows = await own.Portal.AskDbAsync(db => db.Sessions.Where(s => s.Provider == "GitHub").ToListAsync());
        Assert.All(await store.AreLiveAsync([.. rows.Select(r => SessionReference.Of(r.UserId, r.Id))]), Assert.False);
        Assert.All(rows, r => Assert.NotNull(r.Ended));
        Assert.True(await admin.IsLetInAsync());
        var bulk = await own.Portal.AskDbAsync(db =>
            db.Events.Where(e => e.Kind == AuditKinds.SessionsEnded).ToListAsync()
        );
        Assert.Equal("Leak [signed in by GitHub, live: 620 ended, 30 already gone]", Assert.Single(bulk).Detail);
    }

    [Fact]
    public async Task A_job_of_a_dead_instance_is_taken_over_and_one_that_is_leased_is_left_alone()
    {
        await using var own = await OwnPortal.StartAsync();
        await ManySessions.AddAsync(own.Portal, 20, gone: 0);
        var runner = own.Portal.Services.GetRequiredService<RevocationRunner>();
        var (dead, alive) = (
            Job("dead", DateTimeOffset.UtcNow.AddSeconds(-1)),
            Job("alive", DateTimeOffset.UtcNow.AddMinutes(1))
        );
        await own.Portal.AskDbAsync(db =>
        {
            db.Jobs.AddRange(dead, alive);
            return db.SaveChangesAsync();
        });
        await runner.RunAsync(alive.Id, default);
        await Task.WhenAll(runner.RunAsync(dead.Id, default), runner.RunAsync(dead.Id, default));
        await UntilAsync(async () => (await FindAsync(own.Portal, dead.Id)).Finished is not null);
        var done = await FindAsync(own.Portal, dead.Id);
        Assert.Equal((20, 0), (done.Ended, done.AlreadyGone));
        Assert.Null((await FindAsync(own.Portal, alive.Id)).Finished);
    }

    [Fact]
    public async Task Everybody_is_out_at_once_but_the_administrator_and_the_list_follows()
    {
        await using var own = await OwnPortal.StartAsync();
        using var admin = await own.Portal.AdministratorAsync();
        using var user = await own.Portal.SignedInAsync(await own.Portal.AddPersonAsync());
        using var other = await own.Portal.SignedInAsync(await own.Portal.AddPersonAsync());

        Assert.Contains(
            "Type 2.",
            await admin.DoAsync("/admin/sessions", ("revoke", "everybody"), ("count", "3"), ("why", "Breach")),
            StringComparison.Ordinal
        );
        Assert.True(await user.IsLetInAsync());
        Assert.Contains(
            "Everybody but you is signed out.",
            await admin.DoAsync("/admin/sessions", ("revoke", "everybody"), ("count", "2"), ("why", "Breach")),
            StringComparison.Ordinal
        );
        Assert.False(await user.IsLetInAsync() || await other.IsLetInAsync());
        Assert.True(await admin.IsLetInAsync());
        await UntilAsync(async () =>
            (await own.Portal.EntryAsync(user.SessionId())).EndReason == (int)EndReason.AllEnded
        );
        Assert.Null((await own.Portal.EntryAsync(admin.SessionId())).Ended);
        Assert.Single(
            await own.Portal.AskDbAsync(db => db.Events.Where(e => e.Kind == AuditKinds.EverybodyEnded).ToListAsync())
        );
    }

    [Fact]
    public async Task With_Redis_away_nothing_is_shown_as_a_number_and_no_revoke_as_done()
    {
        await using var own = await OwnPortal.StartAsync();
        using var admin = await own.Portal.AdministratorAsync();
        using var user = await own.Portal.SignedInAsync(await own.Portal.AddPersonAsync());
        var entry = await own.Portal.EntryAsync(user.SessionId());
        var token = await admin.ReadAsync("/admin/sessions?revoke=" + entry.Id);
        own.Redis.Kill();

        using (var page = await admin.GetAsync("/admin/sessions"))
        {
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.DoesNotContain("sessions match", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await using var scope = own.Portal.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        // Past the session's own check: the moment between it and the page.
        var listing = ActivatorUtilities.CreateInstance<Features.Admin.SessionListing>(services);
        Assert.Null(await listing.RowsAsync([entry], default, ""));
        var jobs = services.GetRequiredService<RevocationJobs>();
        var job = await jobs.EndMatchingAsync(SessionFilter.Parse(""), 1, "admin", "Leak", admin.SessionId());
        var kept = await FindAsync(own.Portal, job.Id);
        Assert.Equal((null, 0), (kept.Finished, kept.Ended));

        await own.Redis.StartAgainAsync();
        await UntilAsync(async () => (await FindAsync(own.Portal, job.Id)).Finished is not null);
    }

    private static RevocationJob Job(string name, DateTimeOffset lease) =>
        new()
        {
            Id = name.PadRight(22, '0'),
            Scope = RevocationScope.Filter,
            Filter = "?by=GitHub",
            Title = "signed in by GitHub",
            Reason = (int)EndReason.Revoked,
            Words = "Leak",
            Created = DateTimeOffset.UtcNow,
            Owner = "gone",
            LeaseUntil = lease,
        };

    private static Task<RevocationJob> FindAsync(PortalInstance portal, string id) =>
        portal.AskDbAsync(db => db.Jobs.AsNoTracking().SingleAsync(j => j.Id == id));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await condition())
                return;
            await Task.Delay(50);
        }
        Assert.Fail("It did not happen within 15 s.");
    }
}
