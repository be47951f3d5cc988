using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Race;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>A race ends with its host, and says so; a host that is stopped twice (as test servers and some service managers do) does not fail.</summary>
[Collection("lab")]
public sealed class RacesStopTests(LabFixture lab)
{
    [Fact]
    public async Task A_race_stops_with_the_host_however_often_that_is_stopped()
    {
        var portal = await lab.StartPortalAsync([]);
        var races = portal.Services.GetRequiredService<Races>();
        var lifetime = portal.Services.GetRequiredService<IHostApplicationLifetime>();
        var (run, why) = await races.BeginAsync(RaceAct.Session, new LaneChoice(), onlySignIn: true, visitor: null);
        Assert.Null(why);

        lifetime.StopApplication();
        await races.StopAsync(TestContext.Current.CancellationToken);
        await races.StopAsync(TestContext.Current.CancellationToken);
        await portal.DisposeAsync();
        await races.StopAsync(TestContext.Current.CancellationToken);

        var stored = await lab.A.Services.GetRequiredService<RaceStore>().FindAsync(run!.Id);
        Assert.Equal(RaceState.Failed, stored!.State);
        Assert.Contains("The server was stopped", stored.Failure, StringComparison.Ordinal);
    }
}
