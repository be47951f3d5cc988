using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using static WebPortal.Tests.Integration.Sessions.StoreUnderTest;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>
/// Random operations of several actors at once against a real server, then held against a simple model of time:
/// what began after an end had returned must be refused, what nobody ended must be alive, and what was once dead stays dead.
/// </summary>
public sealed class SessionModelTests(SessionServers servers)
{
    private const int Actors = 4;
    private static readonly string[] Users = ["ada", "bob"];

    [Theory]
    [InlineData(ServerKind.Redis, 60)]
    [InlineData(ServerKind.Cluster, 30)]
    [InlineData(ServerKind.Embedded, 30)]
    public async Task Concurrent_operations_keep_to_the_model(ServerKind kind, int rounds)
    {
        var redis = await servers.GetAsync(kind);
        foreach (var (round, plan) in Gen.Sample(Plans(), rounds, 30).Index())
        {
            var run = new Run(new StoreUnderTest(redis, o => o.TouchInterval = TimeSpan.FromTicks(1)));
            await Task.WhenAll(plan.Chunk(Math.Max(1, plan.Length / Actors)).Select(run.ActAsync));
            await run.AssertKeptToTheModelAsync($"{kind}, round {round}: {string.Join(' ', plan)}");
        }
    }

    private static Gen<Step[]> Plans() =>
        Gen.ArrayOf(
            from what in Gen.Frequency<Kind>(
                (4, Gen.Constant(Kind.SignIn)),
                (6, Gen.Constant(Kind.Request)),
                (3, Gen.Constant(Kind.Renew)),
                (4, Gen.Constant(Kind.Rotate)),
                (4, Gen.Constant(Kind.EndOne)),
                (2, Gen.Constant(Kind.EndAll)),
                (1, Gen.Constant(Kind.EndEverybody))
            )
            from which in Gen.Choose(0, 99)
            select new Step(what, which),
            40
        );

    private enum Kind
    {
        SignIn,
        Request,
        Renew,
        Rotate,
        EndOne,
        EndAll,
        EndEverybody,
    }

    private sealed record Step(Kind Kind, int Which)
    {
        public override string ToString() => $"{Kind}:{Which}";
    }

    /// <summary>One tick of a common clock: "a ended before b began" is a.To &lt; b.From.</summary>
    private readonly record struct Span(int From, int To);

    private sealed record Known(string User, SessionReference Session, Span Begun)
    {
        public ConcurrentQueue<(Span When, bool Live)> Seen { get; } = new();

        public ConcurrentQueue<Span> Ends { get; } = new();
    }

    private sealed class Run(StoreUnderTest store)
    {
        private readonly ConcurrentQueue<Known> _sessions = new();
        private readonly ConcurrentQueue<(string? User, Span When)> _endsOfAll = new();
        private int _clock;

        public async Task ActAsync(Step[] steps)
        {
            foreach (var step in steps)
            {
                var known = _sessions.ToArray();
                var target = known.Length == 0 ? null : known[step.Which % known.Length];
                await StepAsync(step, Users[step.Which % Users.Length], target);
            }
        }

        public async Task AssertKeptToTheModelAsync(string plan)
        {
            foreach (var session in _sessions)
            {
                var live = await LookAsync(session);
                var endings = session
                    .Ends.Concat(_endsOfAll.Where(e => e.User is null || e.User == session.User).Select(e => e.When))
                    .ToArray();
                // An end counts when it was over before the look, and the sign-in had begun before it began.
                foreach (var (when, wasLive) in session.Seen)
                {
                    var over = endings.Any(e => e.To < when.From && session.Begun.To < e.From);
                    Assert.False(wasLive && over, $"Let in after its end. {plan}");
                }
                // Nothing that could have ended it began before the last look: it must be alive.
                if (endings.All(e => e.To < session.Begun.From))
                    Assert.True(live, $"Ended by nobody. {plan}");
                var dead = session.Seen.Where(s => !s.Live).Select(s => s.When.To).DefaultIfEmpty(int.MaxValue).Min();
                Assert.DoesNotContain(session.Seen, s => s.Live && s.When.From > dead);
            }
        }

        private Task StepAsync(Step step, string user, Known? target) =>
            step.Kind switch
            {
                Kind.SignIn => SignInAsync(user),
                Kind.EndAll => EndAllAsync(user),
                Kind.EndEverybody when step.Which < 40 => EndEverybodyAsync(),
                _ when target is null => SignInAsync(user),
                Kind.Request => LookAsync(target),
                Kind.Renew => store.Store.ReplaceTicketAsync(target.Session, Ticket),
                Kind.Rotate => RotateAsync(target),
                Kind.EndOne => EndOneAsync(target),
                _ => Task.CompletedTask,
            };

        private async Task SignInAsync(string user)
        {
            var from = Tick();
            var epoch = await store.Store.GetEpochAsync(user);
            var begun = new Span(from, Tick());
            await Task.Yield(); // Here a password would be checked.
            await CreateAsync(user, epoch, begun, null);
        }

        private async Task CreateAsync(string user, SessionEpoch epoch, Span begun, SessionReplacement? replaces)
        {
            var session = NewSession(user, SessionKey.Create(user));
            var creation = await store.Store.CreateAsync(session, Ticket, epoch, replaces);
            if (creation.Refused is null)
                _sessions.Enqueue(new Known(user, session.Reference, begun));
        }

        private async Task RotateAsync(Known old)
        {
            var from = Tick();
            var epoch = await store.Store.GetEpochAsync(old.User);
            var session = NewSession(old.User, SessionKey.Create(old.User));
            var creation = await store.Store.CreateAsync(
                session,
                Ticket,
                epoch,
                new SessionReplacement(old.Session.Id, true)
            );
            if (creation.Refused is not null)
                return;
            var when = new Span(from, Tick());
            // What ended the old one before the rotation began must have refused it; the successor begins with its predecessor.
            _sessions.Enqueue(new Known(old.User, session.Reference, old.Begun));
            old.Ends.Enqueue(when);
        }

        private async Task<bool> LookAsync(Known session)
        {
            var from = Tick();
            var found = await store.Store.FindAsync(session.Session, touch: true);
            session.Seen.Enqueue((new Span(from, Tick()), found.Ticket is not null));
            return found.Ticket is not null;
        }

        private async Task EndOneAsync(Known session)
        {
            var from = Tick();
            await store.Store.EndAsync(session.Session, Ended(), known: true);
            session.Ends.Enqueue(new Span(from, Tick()));
        }

        private async Task EndAllAsync(string user)
        {
            var from = Tick();
            await store.Store.EndAllAsync(user, Ended(EndReason.AllEnded), null);
            _endsOfAll.Enqueue((user, new Span(from, Tick())));
        }

        private async Task EndEverybodyAsync()
        {
            var from = Tick();
            await store.Store.EndEverybodyAsync(Ended(EndReason.AllEnded), null);
            _endsOfAll.Enqueue((null, new Span(from, Tick())));
        }

        private int Tick() => Interlocked.Increment(ref _clock);
    }
}
