using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>"Revoke all matching" while the instance that does it is killed.</summary>
[Collection(OneDrillAtATime.Name)]
public sealed class JobDrills
{
    private const int Sessions = 4000;
    private const int Gone = 40;

    [Fact]
    public async Task The_instance_that_revokes_many_is_killed_and_the_other_finishes_and_counts_right()
    {
        await using var own = await OwnPortal.StartAsync();
        await ManySessions.AddAsync(own.Portal, Sessions, Gone);
        var admin = await own.Portal.AddPersonAsync(administrator: true);
        await using var second = PortalProcess.Start(
            "Development",
            $"--ConnectionStrings:Redis={own.Redis.ConnectionString}",
            $"--ConnectionStrings:Portal=Data Source={own.Directory}/portal.db",
            $"--Embedded:Directory={own.Directory}",
            "--Embedded:Issuer=false",
            "--Ledger:JobLease=00:00:02"
        );
        using var desk = (await own.Portal.SignedInAsync(admin)).At(await second.ReadyAsync());

        using var ordered = await desk.PostAsync(
            "/admin/sessions?by=GitHub",
            [new("revoke", "all"), new("count", $"{Sessions}"), new("why", "Leak")]
        );
        var page = ordered.Headers.Location!.ToString();
        Assert.StartsWith("/admin/jobs/", page, StringComparison.Ordinal);
        while (await own.Portal.AskDbAsync(db => db.Jobs.AnyAsync(j => j.Ended == 0)))
            await Task.Delay(5);
        second.Signal("KILL");
        await second.EndAsync();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var left = await own.Portal.AskDbAsync(db => db.Jobs.AsNoTracking().SingleAsync());
        Assert.Null(left.Finished);

        // Left and come back to, at the other.
        using var here = desk.At(own.Portal.Url);
        while (!(await here.ReadAsync(page)).Contains("Nothing is left.", StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
            await Task.Delay(100);
        }
        Assert.Contains(
            $"{Sessions - Gone:#,0} sessions ended, {Gone} had ended already.",
            await here.ReadAsync(page),
            StringComparison.Ordinal
        );
        var rows = await own.Portal.AskDbAsync(db => db.Sessions.Where(s => s.Provider == "GitHub").ToListAsync());
        Assert.All(rows, r => Assert.NotNull(r.Ended));
        var store = own.Portal.Services.GetRequiredService<ISessionStore>();
        Assert.All(await store.AreLiveAsync([.. rows.Select(r => SessionReference.Of(r.UserId, r.Id))]), Assert.False);
        Drill.Record(
            $"Instance killed while it revoked {Sessions} sessions ({left.Ended} done)",
            "the other had finished, and the numbers agreed, after (lease 2 s; 30 s by default)",
            clock.Elapsed
        );
    }
}
