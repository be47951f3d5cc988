using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>Every lane does what it declares, at every level of revoke, on two instances; a lane that lacks a part fails here.</summary>
[Collection("lab")]
public sealed class LaneContractTests(LabFixture lab)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    public static TheoryData<string, bool> Acts() =>
        new()
        {
            { nameof(RaceAct.Session), false },
            { nameof(RaceAct.Session), true },
            { nameof(RaceAct.Person), true },
            { nameof(RaceAct.Demotion), false },
            { nameof(RaceAct.Key), false },
        };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Every_lane_refuses_when_it_says_and_not_before(string name, bool backChannel)
    {
        var act = Enum.Parse<RaceAct>(name);
        var services = lab.A.Services;
        var choice = new LaneChoice(0, backChannel);
        var visit = await services.GetRequiredService<LabVisits>().BeginAsync(administrator: true, choice, default);
        var lanes = services.GetServices<ILane>().OrderBy(l => l.About.Key is "R" or "J").ToList();
        var signedIn = new List<(ILane Lane, LaneAccess Access)>();
        foreach (var lane in lanes)
            signedIn.Add((lane, await lane.SignInAsync(visit, default)));
        var path = act == RaceAct.Demotion ? "/admin" : "";
        foreach (var (lane, access) in signedIn)
        {
            Assert.True(await AskAsync(lab.A, access, path) == 200, $"{lane.About.Key} at A before");
            Assert.True(await AskAsync(lab.B, access, path) == 200, $"{lane.About.Key} at B before");
        }

        await services
            .GetRequiredService<Revocation>()
            .PressAsync(act, visit.Person.Subject, signedIn, _ => { }, default);

        await Task.WhenAll(signedIn.Select(s => JudgeAsync(s.Lane, s.Access, act, choice, path)));
    }

    [Fact]
    public async Task Every_lane_has_every_part()
    {
        var lanes = lab.A.Services.GetServices<ILane>().ToList();
        Assert.Equal("SCJDRPIOB", string.Concat(lanes.Select(l => l.About.Key)));
        var all = typeof(ILane).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(ILane)));
        Assert.Equal(all.Select(t => t.FullName).Order(), lanes.Select(l => l.GetType().FullName).Order());
        using var visitor = new HttpVisitor(lab.A.Url);
        foreach (var lane in lanes)
        {
            var about = lane.About;
            Assert.DoesNotContain(
                new[] { about.Name, about.Sub, about.Checks, about.Revoke, about.BrowserHolds, about.ServerHolds },
                string.IsNullOrWhiteSpace
            );
            Assert.True(
                File.Exists(Path.Combine(PortalProcess.Root, Features.Lab.Wire.LaneSources.File(lane))),
                $"{about.Key} does not stand in a folder of its own."
            );
            foreach (var act in Enum.GetValues<RaceAct>())
            {
                // What goes on must be said in words, and what does not must not be excused.
                if (lane.Expect(act, new LaneChoice()) == LaneOutcome.StillIn)
                    Assert.False(string.IsNullOrEmpty(lane.NotEnded(act, new LaneChoice())), $"{about.Key} {act}");
                if (lane.Expect(act, new LaneChoice()) == LaneOutcome.AtOnce)
                    Assert.Null(lane.NotEnded(act, new LaneChoice()));
            }
            using var page = await visitor.GetAsync(about.Path);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            using var stranger = await visitor.GetAsync("/lab/api/" + about.Key.ToLowerInvariant());
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
            Assert.Contains("\"title\":", await stranger.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task JudgeAsync(ILane lane, LaneAccess access, RaceAct act, LaneChoice choice, string path)
    {
        var expected = lane.Expect(act, choice);
        var key = lane.About.Key;
        switch (expected)
        {
            case LaneOutcome.StillIn:
                await Task.Delay(200);
                Assert.True(await AskAsync(lab.A, access, path) == 200, $"{key} is out at A");
                Assert.True(await AskAsync(lab.B, access, path) == 200, $"{key} is out at B");
                break;
            case LaneOutcome.AtTokenEnd:
                if (access.Ends > DateTimeOffset.UtcNow.AddMilliseconds(300))
                    Assert.True(await AskAsync(lab.B, access, path) == 200, $"{key} is out before its end");
                await RefusedAsync(key, access, path, access.Ends!.Value - DateTimeOffset.UtcNow + Soon);
                Assert.True(
                    act == RaceAct.Demotion || key != "R" || !await lane.RenewAsync(access, default),
                    $"{key} was renewed"
                );
                break;
            default:
                await RefusedAsync(key, access, path, Soon);
                break;
        }
    }

    private async Task RefusedAsync(string key, LaneAccess access, string path, TimeSpan within)
    {
        var until = DateTimeOffset.UtcNow + within;
        foreach (var portal in new[] { lab.A, lab.B })
        {
            var status = await AskAsync(portal, access, path);
            while (status == 200 && DateTimeOffset.UtcNow < until)
            {
                await Task.Delay(20);
                status = await AskAsync(portal, access, path);
            }
            Assert.True(status is 401 or 403, $"{key} at {portal.Name}: {status}");
        }
    }

    private static async Task<int> AskAsync(PortalInstance portal, LaneAccess access, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(portal.Url, access.Api + path));
        request.Headers.TryAddWithoutValidation(access.Header, access.Value);
        using var response = await portal.Services.GetRequiredService<LabHttp>().Client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
