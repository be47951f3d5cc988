#if EMBEDDED
using WebPortal.Embedded;
#endif

namespace WebPortal;

internal static class EmbeddedStandIns
{
    /// <summary>
    /// In a Debug build in Development, each of Google, GitHub and "an OpenID provider" that has no section in the configuration gets its local
    /// stand-in, from an issuer in this process at <c>Embedded:Issuer:Origin</c> (<c>http://issuer.localhost:5081</c>). It writes the same settings
    /// that a real provider has. The lab finds the same issuer, also where every provider is configured. <c>Embedded:Issuer=false</c> turns it off; a
    /// port that is taken never stops the portal.
    /// </summary>
    public static IDisposable? AddStandIns(this WebApplicationBuilder builder)
    {
#if EMBEDDED
        var settings = builder.Configuration;
        if (!builder.Environment.IsDevelopment() || !settings.GetValue("Embedded:Issuer", true))
            return null;
        var wanted = StandInSettings
            .Sections.Where(section =>
                !settings.GetSection(ParentOf(section)).AsEnumerable().Any(p => !string.IsNullOrEmpty(p.Value))
            )
            .ToHashSet(StringComparer.Ordinal);
        // The lab's lanes need the issuer too, whoever else people sign in with.
        if (wanted.Count == 0 && !settings.GetValue("Lab:Enabled", true))
            return null;
        var issuer = EmbeddedIssuer.Start(
            (settings["Embedded:Issuer:Origin"] ?? "http://issuer.localhost:5081").TrimEnd('/'),
            DirectoryOf(settings, builder.Environment),
            PortalOrigins(settings["urls"])
        );
        if (issuer.StandIns.Words is { } words)
            Console.WriteLine(words);
        if (issuer.StandIns is not { Origin: { } origin, ClientSecret: { } secret })
            return issuer;
        foreach (var (section, values) in StandInSettings.For(origin, secret).Where(s => wanted.Contains(s.Key)))
        {
            foreach (var (key, value) in values)
                settings[$"{section}:{key}"] = value;
        }
        foreach (var (key, value) in LabIssuerSettings.For(origin, DirectoryOf(settings, builder.Environment)))
            settings[key] ??= value;
        return issuer;
#else
        return null;
#endif
    }

#if EMBEDDED
    // Whoever configures any OpenID provider of their own does not need the example.
    private static string ParentOf(string section) =>
        section.StartsWith("Authentication:OpenIdConnect:", StringComparison.Ordinal)
            ? "Authentication:OpenIdConnect"
            : section;

    // Beside the projects, where an issuer that runs alone keeps the same things: either finds what the other made.
    private static string DirectoryOf(ConfigurationManager settings, IHostEnvironment environment) =>
        settings["Embedded:Issuer:Directory"]
        ?? (
            settings["Embedded:Directory"] is { } directory
                ? Path.Combine(directory, "issuer")
                : Path.GetFullPath(Path.Combine(environment.ContentRootPath, "..", ".data", "issuer"))
        );

    private static List<string> PortalOrigins(string? urls)
    {
        var origins = (urls ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Port > 0 ? uri : null)
            .OfType<Uri>()
            .Select(uri => new UriBuilder(uri) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority))
            .ToList();
        return origins.Count > 0 ? origins : ["http://localhost:5080"];
    }
#endif
}
