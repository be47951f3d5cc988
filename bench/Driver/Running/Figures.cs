using System.Globalization;

namespace WebPortal.Bench.Driver.Running;

internal static class Figures
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(50);

    public static double Percentile(this IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        var at = percent / 100 * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
    }

    public static string Range(this IReadOnlyCollection<double> values, string format) =>
        $"{values.Min().Text(format)}–{values.Max().Text(format)}";

    public static string Text(this double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    public static double MillisecondsSince(long stamp) =>
        System.Diagnostics.Stopwatch.GetElapsedTime(stamp).TotalMilliseconds;
}
