using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace WebPortal.Features.Lab.Wire;

/// <summary>Cuts what could open something, before it is kept. What is long and without a space is taken for a secret.</summary>
internal static partial class WireSecrets
{
    private static readonly string[] Shown =
    [
        "Cookie",
        "Authorization",
        "Content-Type",
        "Location",
        "Set-Cookie",
        "WWW-Authenticate",
        "Cache-Control",
        "User-Agent",
    ];

    private static readonly string[] Credentials = ["Cookie", "Authorization", "Set-Cookie"];

    public static string Cut(string text) => LongRun().Replace(text, run => run.Value[..8] + "…");

    /// <summary>A form: the password is not even begun.</summary>
    public static string CutForm(string text) => Cut(Password().Replace(text, "${name}••••••••"));

    public static List<WireHeader> Headers(HttpHeaders headers, HttpHeaders? content) =>
        [
            .. headers
                .Concat(content ?? (IEnumerable<KeyValuePair<string, IEnumerable<string>>>)[])
                .Where(h => Shown.Contains(h.Key, StringComparer.OrdinalIgnoreCase))
                .SelectMany(h => Values(h).Select(v => Header(h.Key, v))),
        ];

    // The products of a User-Agent are one line; cookies that are set are many.
    private static IEnumerable<string> Values(KeyValuePair<string, IEnumerable<string>> header) =>
        header.Key == "User-Agent" ? [string.Join(' ', header.Value)] : header.Value;

    private static WireHeader Header(string name, string value) =>
        new(
            name,
            value.StartsWith("Basic ", StringComparison.Ordinal) ? "Basic ••••••••" : Cut(value),
            Credentials.Contains(name, StringComparer.OrdinalIgnoreCase)
        );

    [GeneratedRegex("[A-Za-z0-9_+-]{22,}", RegexOptions.None, 1000)]
    private static partial Regex LongRun();

    [GeneratedRegex("(?<name>(^|&)(password|client_secret)=)[^&]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Password();
}
