using System.Globalization;

namespace WebPortal.Features.Lab.Race;

/// <summary>The scale of the bars: logarithmic, since what is to be compared lies between 10 milliseconds and more than a minute.</summary>
internal sealed class RaceScale(double length)
{
    private const double Least = 10;
    private readonly double _decades = Math.Log10(length / Least);

    /// <summary>A hairline at each power of ten, and the end.</summary>
    public IReadOnlyList<double> Ticks =>
        [.. Enumerable.Range(0, (int)Math.Ceiling(_decades)).Select(n => Least * Math.Pow(10, n)), length];

    public string Words => string.Join(", ", Ticks.Select(Label));

    /// <summary>Where on the bar, in per cent of its width.</summary>
    public string At(double ms) =>
        Math.Clamp(Math.Log10(Math.Max(ms, Least) / Least) / _decades * 100, 0, 100)
            .ToString("0.#", CultureInfo.InvariantCulture) + "%";

    public static string Label(double ms) =>
        ms < 1000
            ? string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{ms / 1000:0.#} s");
}
