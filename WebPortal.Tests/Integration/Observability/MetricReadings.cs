using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Observability;

/// <summary>What one instance counted and timed since this was made.</summary>
internal sealed class MetricReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string[] Tags)> _all = new();

    public MetricReadings(PortalInstance instance)
    {
        var scope = instance.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "WebPortal" && instrument.Meter.Scope == scope)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        _listener.Start();
    }

    public IEnumerable<string> Tags => _all.SelectMany(m => m.Tags);

    public void Observe() => _listener.RecordObservableInstruments();

    public double Sum(string name, params string[] tags) => Of(name, tags).Sum(m => m.Value);

    public int Count(string name, params string[] tags) => Of(name, tags).Count();

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(string Name, double Value, string[] Tags)> Of(string name, string[] tags) =>
        _all.Where(m => m.Name == name && tags.All(t => m.Tags.Contains(t, StringComparer.Ordinal)));

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new List<string>();
        foreach (var tag in tags)
            texts.Add(tag.Value?.ToString() ?? "");
        _all.Enqueue((instrument.Name, value, [.. texts]));
    }
}
