using System.Text;
using WebPortal.Bench.Driver.Running;

namespace WebPortal.Bench.Driver.Scale;

/// <summary>Sessions against milliseconds, both logarithmic, as an SVG that reads on light and dark pages alike.</summary>
internal static class Chart
{
    private const int Left = 64;
    private const int Top = 16;
    private const int Width = 420;
    private const int Height = 260;

    // Middle tones: each has a contrast of at least 3 to white and to black.
    private static readonly string[] Colours =
    [
        "#2f7fd1",
        "#c2571a",
        "#2e8b57",
        "#a24fc4",
        "#b8860b",
        "#d1495b",
        "#5f7a8a",
    ];

    public static string Draw(IReadOnlyDictionary<string, List<(int Size, double P50, double P99)>> lines)
    {
        var sizes = lines.First().Value.Select(p => p.Size).ToArray();
        var values = lines.SelectMany(l => l.Value.Select(p => p.P50)).ToArray();
        var (low, high) = ((int)Math.Floor(Math.Log10(values.Min())), (int)Math.Ceiling(Math.Log10(values.Max())));
        double X(int size) =>
            Left + Width * Math.Log10((double)size / sizes[0]) / Math.Max(1, Math.Log10((double)sizes[^1] / sizes[0]));
        double Y(double ms) => Top + Height * (high - Math.Log10(ms)) / (high - low);

        var svg = new StringBuilder();
        svg.AppendLine(
            """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 330" role="img" aria-label="Time of each operation by number of sessions" font-family="system-ui, sans-serif" font-size="13" fill="#777">"""
        );
        for (var power = low; power <= high; power++)
        {
            var y = Y(Math.Pow(10, power)).Text("0.0");
            svg.AppendLine($"""<path d="M{Left} {y}h{Width}" stroke="#777" stroke-opacity=".35"/>""");
            svg.AppendLine(
                $"""<text x="{Left - 8}" y="{y}" dy="4" text-anchor="end">{Math.Pow(10, power).Text("0.###")} ms</text>"""
            );
        }
        foreach (var size in sizes)
            svg.AppendLine(
                $"""<text x="{X(size).Text("0.0")}" y="{Top + Height + 22}" text-anchor="{(size == sizes[^1] ? "end" : "middle")}">{size:N0}</text>"""
            );
        svg.AppendLine(
            $"""<text x="{Left + Width / 2}" y="{Top + Height + 44}" text-anchor="middle">live sessions</text>"""
        );

        var ordered = lines.OrderByDescending(l => l.Value[^1].P50).ToArray();
        var label = double.MinValue;
        for (var i = 0; i < ordered.Length; i++)
        {
            var points = string.Join(
                ' ',
                ordered[i].Value.Select(p => $"{X(p.Size).Text("0.0")},{Y(p.P50).Text("0.0")}")
            );
            var colour = Colours[i % Colours.Length];
            svg.AppendLine(
                $"""<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>"""
            );
            label = Math.Max(label + 17, Y(ordered[i].Value[^1].P50));
            svg.AppendLine(
                $"""<text x="{Left + Width + 10}" y="{label.Text("0.0")}" dy="4" fill="{colour}">{ordered[i].Key}</text>"""
            );
        }
        return svg.AppendLine("</svg>").ToString();
    }
}
