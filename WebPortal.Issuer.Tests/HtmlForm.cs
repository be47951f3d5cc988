using System.Net;
using System.Text.RegularExpressions;

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>A form as it was served: where it goes, its fields, its buttons.</summary>
public sealed partial record HtmlForm(
    string Method,
    string? Action,
    IReadOnlyDictionary<string, string> Fields,
    string Html
)
{
    public static IReadOnlyList<HtmlForm> AllOf(string html) =>
        [
            .. FormPattern()
                .Matches(html)
                .Select(m => new HtmlForm(
                    Attribute(m.Groups["tag"].Value, "method") ?? "get",
                    Attribute(m.Groups["tag"].Value, "action"),
                    InputPattern()
                        .Matches(m.Groups["body"].Value)
                        .Select(i => i.Value)
                        .Where(i => Attribute(i, "name") is not null)
                        .ToDictionary(i => Attribute(i, "name")!, i => Attribute(i, "value") ?? ""),
                    m.Value
                )),
        ];

    public static HtmlForm With(string html, string part) =>
        AllOf(html).FirstOrDefault(f => f.Html.Contains(part, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"No form holds '{part}' in:\n{html}");

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
    }

    [GeneratedRegex(
        "<form(?<tag>[^>]*)>(?<body>.*?)</form>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex InputPattern();
}
