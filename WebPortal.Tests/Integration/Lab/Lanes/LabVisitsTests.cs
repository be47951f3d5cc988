using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>What somebody's curl, or a server that was killed, leaves behind.</summary>
[Collection("lab")]
public sealed class LabVisitsTests(LabFixture lab)
{
    [Fact]
    public async Task Whom_nobody_forgot_is_forgotten_by_those_who_come_half_an_hour_later()
    {
        var services = lab.A.Services;
        var then = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(-31));
        var left = await ActivatorUtilities
            .CreateInstance<LabVisits>(services, then)
            .BeginAsync(administrator: false, new LaneChoice(), default);
        var lane = services.GetServices<ILane>().Single(l => l.About.Key == "J");
        await lane.SignInAsync(left, default);

        var visits = services.GetRequiredService<LabVisits>();
        var next = await visits.BeginAsync(administrator: false, new LaneChoice(), default);

        var again = left with { Browser = next.Browser };
        await Assert.ThrowsAsync<LabFailure>(() => lane.SignInAsync(again, default));
        await lane.SignInAsync(next, default);
        await visits.EndAsync(next, default);
    }
}
