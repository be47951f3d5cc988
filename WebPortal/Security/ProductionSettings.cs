namespace WebPortal.Security;

/// <summary>
/// Outside Development the portal starts only with settings that are safe in front of customers. Each problem is one sentence that names the key;
/// all of them are told at once.
/// </summary>
internal static class ProductionSettings
{
    // What only makes sense on a developer's machine, and is a hole elsewhere.
    private static readonly string[] DevelopmentOnly = ["Demo", "TestHooks"];

    public static IEnumerable<string> Problems(IConfiguration settings, IHostEnvironment environment)
    {
        if (settings.GetValue<bool>("ForwardedHeaders_Enabled"))
            yield return "ASPNETCORE_FORWARDEDHEADERS_ENABLED believes everybody's X-Forwarded-For: remove it, and name your proxies in Proxies.";
        foreach (var text in Proxies.Listed(settings).Where(text => Proxies.Parse(text) is null))
            yield return $"Proxies has '{text}', which is neither an address nor a network such as 10.0.0.0/8.";
        foreach (var text in Proxies.Listed(settings).Where(text => Proxies.Parse(text) is { PrefixLength: 0 }))
            yield return $"Proxies has '{text}', which is everybody: name the proxies themselves.";
        if (environment.IsDevelopment())
            yield break;

        foreach (var name in new[] { "Redis", "Portal" })
        {
            if (string.IsNullOrWhiteSpace(settings.GetConnectionString(name)))
                yield return $"ConnectionStrings:{name} is not set: {What(name)}.";
        }
        var hosts = (settings["AllowedHosts"] ?? "").Split(';', StringSplitOptions.TrimEntries);
        // The framework reads the last three as "any" too.
        if (hosts.Any(host => host is "" or "*" or "0.0.0.0" or "[::]" or "+"))
            yield return "AllowedHosts must name the hosts that the portal answers to, such as portal.example; anything else lets a forged Host header through.";
        if (PublicOrigin.Parse(settings[PublicOrigin.Key]) is not { Scheme: "https" })
            yield return $"{PublicOrigin.Key} must be where people reach the portal, such as https://portal.example, without a path.";
        if (!ListensOnHttps(settings) && !Proxies.Listed(settings).Any())
            yield return "Proxies is empty and no https address is configured: name the proxy that ends TLS (Proxies:0=10.0.0.0/8), or give the portal a certificate and an https address.";
        if (
            string.IsNullOrWhiteSpace(settings[KeyProtection.CertificatePath])
            && !settings.GetValue<bool>(KeyProtection.AllowUnprotected)
        )
            yield return $"{KeyProtection.CertificatePath} is not set, so keys would lie in the database in the clear: name a PKCS#12 file, or set {KeyProtection.AllowUnprotected}=true.";
        foreach (var section in DevelopmentOnly.Where(name => settings.GetSection(name).Exists()))
            yield return $"{section} is for Development only: remove it.";
    }

    private static string What(string connection) =>
        connection == "Redis" ? "it names the Redis that holds the sessions" : "it names the portal's database";

    private static bool ListensOnHttps(IConfiguration settings) =>
        (settings["urls"] ?? "").Contains("https://", StringComparison.OrdinalIgnoreCase)
        || !string.IsNullOrWhiteSpace(settings["https_ports"])
        || settings
            .GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Any(e => e["Url"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);
}
