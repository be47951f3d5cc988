using System.Text;
using Microsoft.Extensions.Options;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;

namespace WebPortal.Features.Lab.Race;

/// <summary>Runs one race: signs a person in on every lane, presses Revoke, asks every lane until it says no, and writes down what it saw.</summary>
internal sealed partial class RaceRunner(
    IEnumerable<ILane> lanes,
    LabVisits visits,
    LabHttp http,
    LabInstances instances,
    Revocation revocation,
    Bystanders bystanders,
    RaceStore store,
    RaceAdmission admission,
    Rehearsal rehearsal,
    IOptions<LabOptions> options,
    TimeProvider time,
    ILogger<RaceRunner> logger
)
{
    private readonly LabOptions _options = options.Value;

    // The hashes of passwords and the issuer's pages take most of a core: who begins waits for who began, and nobody's probes are late.
    private static readonly SemaphoreSlim SigningIn = new(1);

    /// <param name="press">Completes when somebody presses Revoke; already complete when the race is to press by itself.</param>
    public async Task RunAsync(RaceRun run, Task press, CancellationToken ct)
    {
        LabVisit? visit = null;
        List<Prober> probers = [];
        try
        {
            await SigningIn.WaitAsync(ct);
            try
            {
                await rehearsal.OnceAsync(ct);
                visit = await visits.BeginAsync(run.IsDemotion, run.Choice, ct);
                probers = await SignInAsync(run, visit, ct);
            }
            finally
            {
                SigningIn.Release();
            }
            await RaceAsync(run, visit, probers, press, ct);
        }
        catch (Exception e) when (e is LabFailure or HttpRequestException or OperationCanceledException)
        {
            run.State = RaceState.Failed;
            run.Failure = e switch
            {
                LabFailure => e.Message,
                HttpRequestException => "The issuer, or an instance, does not answer. Is it running?",
                _ => "The server was stopped, or a step took too long.",
            };
            Log.Failed(logger, run.Id, e);
        }
        finally
        {
            await FinishAsync(run, visit, probers);
        }
    }

    private async Task<List<Prober>> SignInAsync(RaceRun run, LabVisit visit, CancellationToken ct)
    {
        var probers = new List<Prober>();
        // What is short-lived comes last, so that its time is raced and not spent on signing in.
        foreach (var lane in lanes.OrderBy(l => l.About.Key is "R" or "J"))
        {
            var result = run.Lanes.Single(l => l.Key == lane.About.Key);
            try
            {
                var access = await lane.SignInAsync(visit, ct);
                var prober = new Prober(lane, access, result, http.Client, instances, time, run.IsDemotion);
                if (await prober.CheckAsync(ct))
                    probers.Add(prober);
            }
            catch (LabFailure e)
            {
                result.Failure = e.Message;
            }
            await store.SaveAsync(run);
        }
        if (run.Act == RaceAct.Key)
            run.Innocent = await bystanders.SignInAsync(run.Id, _options.Innocent, ct);
        run.State = RaceState.SignedIn;
        return probers;
    }

    private async Task RaceAsync(RaceRun run, LabVisit visit, List<Prober> probers, Task press, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pressed = false;
        if (!press.IsCompleted)
            await store.SaveAsync(run);
        var asking = probers.ConvertAll(p =>
            p.RunAsync(_options.ProbeInterval, () => Volatile.Read(ref pressed), stop.Token)
        );
        try
        {
            await press.WaitAsync(_options.WaitForRevoke, ct);
            run.OnTheKey = run.Act == RaceAct.Key ? await bystanders.HoldersAsync(ct) : null;
            run.State = RaceState.Running;
            run.Revoked = time.GetUtcNow();
            var at = time.GetTimestamp();
            probers.ForEach(p => p.Press(at));
            Volatile.Write(ref pressed, true);
            await PressAsync(run, visit, probers, ct);
            await WatchAsync(run, at, asking, ct);
            run.State = RaceState.Finished;
        }
        catch (TimeoutException)
        {
            run.State = RaceState.Failed;
            run.Failure = "Nobody pressed Revoke. The person was signed out of nothing; begin again.";
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(asking);
        }
    }

    private async Task PressAsync(RaceRun run, LabVisit visit, List<Prober> probers, CancellationToken ct)
    {
        var signedIn = probers.ConvertAll(p => (p.Lane, p.Access));
        void Wake(ILane lane) => probers.Single(p => p.Lane == lane).Wake();
        await revocation.PressAsync(run.Act, visit.Person.Subject, signedIn, Wake, ct);
        probers.ForEach(p => p.Wake());
        if (run.Act != RaceAct.Key)
            return;
        await admission.KeyIsRotatedAsync();
        run.InnocentOut = await bystanders.CountOutAsync(run.Id, ct);
    }

    private async Task WatchAsync(RaceRun run, long at, List<Task> asking, CancellationToken ct)
    {
        var all = Task.WhenAll(asking);
        var shown = "";
        while (time.GetElapsedTime(at) is var elapsed && elapsed < _options.RunLength && !all.IsCompleted)
        {
            run.Elapsed = elapsed.TotalMilliseconds;
            // Rows move when a lane says no, and every two seconds for those that count on.
            var now = $"{run.Lanes.Count(l => l.Confirmed)} {(int)elapsed.TotalSeconds / 2}";
            if (now != shown)
                await store.SaveAsync(run);
            shown = now;
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromMilliseconds(200), time, ct));
            ct.ThrowIfCancellationRequested();
        }
        run.Elapsed = Math.Min(time.GetElapsedTime(at).TotalMilliseconds, run.Length);
    }

    private async Task FinishAsync(RaceRun run, LabVisit? visit, List<Prober> probers)
    {
        run.Ended = time.GetUtcNow();
        var csv = new StringBuilder("lane,sent_ms_after_revoke,took_ms,status,instance_port\n");
        probers.ForEach(p => p.WriteTo(csv));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await store.FinishAsync(run, csv.ToString());
            await admission.LeaveAsync(run.Id, run.Act);
            if (visit is not null)
                await visits.EndAsync(visit, patience.Token);
            probers.ForEach(p => p.Dispose());
        }
        catch (Exception e)
            when (e
                    is LabFailure
                        or HttpRequestException
                        or OperationCanceledException
                        or TimeoutException
                        or StackExchange.Redis.RedisException
            )
        {
            Log.NotTidied(logger, run.Id, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Race {Run} did not come to its end.")]
        public static partial void Failed(ILogger logger, string run, Exception exception);

        [LoggerMessage(LogLevel.Warning, "What race {Run} left behind could not be tidied up; it ends by itself.")]
        public static partial void NotTidied(ILogger logger, string run, Exception exception);
    }
}
