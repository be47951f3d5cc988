namespace WebPortal.Features.Sessions;

/// <summary>
/// "Firefox on Linux" from a User-Agent. Knows the common ones and guesses nothing: a wrong name in a list of one's own sessions alarms people for nothing.
/// </summary>
internal static class Device
{
    public const string Unknown = "Unknown browser";

    // Order matters: Edge and Opera also say Chrome, Chrome also says Safari.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("EdgiOS/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("HeadlessChrome/", "Headless Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows NT", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    /// <summary>Every name that <see cref="Parse"/> gives.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        Unknown,
        .. from browser in Browsers.DistinctBy(b => b.Name, StringComparer.Ordinal)
        from system in Systems.Select(s => " on " + s.Name).Prepend("")
        select browser.Name + system,
    ];

    public static string Parse(string userAgent)
    {
        var browser = First(Browsers, userAgent);
        var system = First(Systems, userAgent);
        return (browser, system) switch
        {
            (null, _) => Unknown,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? First((string Mark, string Name)[] table, string userAgent)
    {
        foreach (var (mark, name) in table)
        {
            if (userAgent.Contains(mark, StringComparison.Ordinal))
                return name;
        }
        return null;
    }
}
