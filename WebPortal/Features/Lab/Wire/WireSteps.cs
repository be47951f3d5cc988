using System.Diagnostics.Metrics;

namespace WebPortal.Features.Lab.Wire;

/// <summary>
/// The parts of what the server does with a watched request: the framework's own measurement of each authentication, and what the lab's code notes.
/// Without a recording nothing listens.
/// </summary>
internal static class WireSteps
{
    private static readonly AsyncLocal<List<WireServerStep>?> Current = new();

    /// <summary>From here on, this flow of control notes its steps.</summary>
    public static List<WireServerStep> Begin() => Current.Value = [];

    public static void Note(string name, TimeSpan took) =>
        Current.Value?.Add(new WireServerStep(name, took.TotalMicroseconds));

    /// <summary>ASP.NET Core measures each authentication when somebody listens; its callback runs in the request's own flow.</summary>
    public static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "aspnetcore.authentication.authenticate.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (_, seconds, tags, _) =>
            {
                foreach (var (name, value) in tags)
                {
                    // The portal's own scheme is asked on every request, and finds no cookie here.
                    if (
                        name == "aspnetcore.authentication.scheme"
                        && value is string scheme
                        && scheme.StartsWith("lab-", StringComparison.Ordinal)
                    )
                        Note($"authenticate ({scheme})", TimeSpan.FromSeconds(seconds));
                }
            }
        );
        listener.Start();
        return listener;
    }
}
