using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Ledger;

/// <summary>After everybody was signed out the ledger follows Redis, whatever the clocks of those who wrote its rows said.</summary>
public sealed class EverybodyClosingTests
{
    [Fact]
    public async Task What_is_dead_is_closed_and_what_lives_stays_whatever_the_clocks_say()
    {
        await using var own = await OwnPortal.StartAsync();
        var portal = own.Portal;
        using var before = await portal.SignedInAsync(await portal.AddPersonAsync());
        using var revoked = await portal.SignedInAsync(await portal.AddPersonAsync());
        await StartedAsync(portal, before.SessionId(), TimeSpan.FromHours(2));
        var store = portal.Services.GetRequiredService<ISessionStore>();
        // Ended by somebody whose process died before the ledger heard of it.
        var entry = await portal.EntryAsync(revoked.SessionId());
        var first = new SessionEnd(EndReason.Revoked, DateTimeOffset.UtcNow, "admin", "Stolen");
        await store.EndAsync(SessionReference.Of(entry.UserId, entry.Id), first, known: true);
        var end = new SessionEnd(EndReason.AllEnded, DateTimeOffset.UtcNow, "admin", "Breach");
        await store.EndEverybodyAsync(end, except: null);
        // Signed in again, at an instance whose clock is behind: for the ledger it had started before everybody's end.
        using var after = await portal.SignedInAsync(await portal.AddPersonAsync());
        await StartedAsync(portal, after.SessionId(), TimeSpan.FromHours(-2));

        await using (var scope = portal.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<RevocationJobs>().AddEverybodyAsync(end, exceptId: null);
        for (var i = 0; i < 500 && await portal.AskDbAsync(db => db.Jobs.AnyAsync(j => j.Finished == null)); i++)
            await Task.Delay(20);

        var closed = await portal.EntryAsync(before.SessionId());
        Assert.Equal(((int?)EndReason.AllEnded, "Breach"), (closed.EndReason, closed.EndWords));
        Assert.Equal("Stolen", (await portal.EntryAsync(revoked.SessionId())).EndWords);
        Assert.Null((await portal.EntryAsync(after.SessionId())).Ended);
        Assert.True(await after.IsLetInAsync());
        Assert.Equal(2, await portal.AskDbAsync(db => db.Jobs.Select(j => j.Ended).SingleAsync()));
    }

    private static Task<int> StartedAsync(PortalInstance portal, string id, TimeSpan off) =>
        portal.AskDbAsync(db =>
            db.Sessions.Where(s => s.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Started, DateTimeOffset.UtcNow + off))
        );
}
