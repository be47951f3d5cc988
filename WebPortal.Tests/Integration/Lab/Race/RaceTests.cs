using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Lab.Race;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>A whole race over HTTP, as somebody without script runs it.</summary>
public sealed class RaceTests(LabFixture lab)
{
    [Fact]
    public async Task A_race_runs_from_the_form_to_the_stored_table()
    {
        using var visitor = new HttpVisitor(lab.A.Url);
        var run = await FinishAsync(await BeginAsync(visitor, KeyValuePair.Create("level", "session")));
        foreach (var lane in run.Lanes)
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{lane.Key} signed in {lane.SignedIn} after {lane.RefusedAfter:0.0} last in {lane.LastLetIn:0.0} ends {lane.TokenEnd:0} {lane.Status} {lane.Why} {lane.Failure} probes {lane.Probes} refresh {lane.RefreshRefused}"
            );
        Assert.Null(run.Failure);
        Assert.Equal(9, run.Lanes.Count(l => l.SignedIn));
    }

    private static async Task<string> BeginAsync(HttpVisitor visitor, params KeyValuePair<string, string>[] fields)
    {
        using var answer = await visitor.PostAsync("/lab/race", fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private async Task<RaceRun> FinishAsync(string address)
    {
        var store = lab.B.Services.GetRequiredService<RaceStore>();
        var id = address[(address.LastIndexOf('/') + 1)..];
        for (var i = 0; i < 600; i++)
        {
            if (await store.FindAsync(id) is { IsOver: true } run)
                return run;
            await Task.Delay(50);
        }
        throw new TimeoutException("The race did not end.");
    }
}
