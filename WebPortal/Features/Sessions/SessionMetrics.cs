using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WebPortal.Features.Sessions;

/// <summary>
/// What the sessions do, for whoever listens to the meter and the activity source <see cref="Name"/>; without a listener it costs a comparison.
/// No package: what System.Diagnostics has is enough, and OpenTelemetry reads it. No tag holds an id of a person or a session.
/// </summary>
internal sealed class SessionMetrics
{
    public const string Name = "WebPortal";

    private static readonly ActivitySource Activities = new(Name);

    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _store;
    private readonly Histogram<double> _endDuration;
    private readonly Histogram<double> _endDelay;
    private readonly Histogram<double> _endAcknowledged;

    // Seconds. The usual buckets begin at 5 ms, where a Redis nearby has long answered.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries =
        [
            0.0001,
            0.00025,
            0.0005,
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
        ],
    };

    public SessionMetrics(IMeterFactory factory, string name = Name)
    {
        var meter = factory.Create(name);
        _started = meter.CreateCounter<long>("webportal.sessions.started", "{session}", "Sessions let in.");
        _ended = meter.CreateCounter<long>("webportal.sessions.ended", "{session}", "Sessions ended, by reason.");
        _refused = meter.CreateCounter<long>(
            "webportal.requests.refused",
            "{request}",
            "Session cookies that let nobody in: dead, garbage, or unchecked since the store did not answer."
        );
        _store = Histogram(meter, "webportal.store.duration", "How long the session store took to answer.");
        _endDuration = Histogram(
            meter,
            "webportal.sessions.end.duration",
            "How long ending took; from then on refused."
        );
        _endDelay = Histogram(
            meter,
            "webportal.sessions.end.delay",
            "From the press until this instance knew and its open pages moved, by two clocks."
        );
        _endAcknowledged = Histogram(
            meter,
            "webportal.sessions.end.acknowledged",
            "From the press until the last instance said that its open pages have moved, by one clock."
        );
    }

    public void Started() => _started.Add(1);

    public void Ended(EndReason reason, int count)
    {
        if (count > 0 && _ended.Enabled)
            _ended.Add(count, new KeyValuePair<string, object?>("reason", reason.ToString()));
    }

    public void RefusedDead() => Refused("dead");

    public void RefusedGarbage() => Refused("garbage");

    public void RefusedUnchecked() => Refused("unchecked");

    /// <summary>The end of a session, made at <paramref name="at"/> by some instance's clock, has reached this one.</summary>
    public void EndSeen(DateTimeOffset at, DateTimeOffset now)
    {
        if (_endDelay.Enabled)
            _endDelay.Record(Math.Max(0, (now - at).TotalSeconds));
    }

    /// <summary>Whether instances are to be asked.</summary>
    public bool WantsAcknowledgements => _endAcknowledged.Enabled;

    /// <summary>The last instance has said that it knows of an end that this one made.</summary>
    public void Acknowledged(DateTimeOffset at, DateTimeOffset now) =>
        _endAcknowledged.Record(Math.Max(0, (now - at).TotalSeconds));

    /// <summary>Measures until disposed: a span, and the histogram of the store's answers.</summary>
    public Timing Store(string operation) => new(_store, operation);

    /// <summary>Measures a revoke, from its call until it holds on every instance.</summary>
    public Timing Ending(string operation) => new(_endDuration, operation);

    private void Refused(string reason)
    {
        if (_refused.Enabled)
            _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    private static Histogram<double> Histogram(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, tags: null, Buckets);

    // A struct: a request without listeners allocates nothing.
    internal readonly struct Timing : IDisposable
    {
        private readonly Histogram<double> _histogram;
        private readonly string _operation;
        private readonly long _start;
        private readonly Activity? _activity;

        public Timing(Histogram<double> histogram, string operation)
        {
            (_histogram, _operation) = (histogram, operation);
            _start = histogram.Enabled ? Stopwatch.GetTimestamp() : 0;
            _activity = Activities.HasListeners()
                ? Activities.StartActivity("session " + operation, ActivityKind.Client)
                : null;
        }

        public void Dispose()
        {
            if (_start != 0)
                _histogram.Record(
                    Stopwatch.GetElapsedTime(_start).TotalSeconds,
                    new KeyValuePair<string, object?>("operation", _operation)
                );
            _activity?.Dispose();
        }
    }
}
