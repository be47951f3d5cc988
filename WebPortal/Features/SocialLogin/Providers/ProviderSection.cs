namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>
/// One provider's section of the configuration, read strictly: a provider that is half set up stops the start with a sentence that names the key,
/// instead of failing for the first person who presses its button.
/// </summary>
internal sealed class ProviderSection(IConfigurationSection section, IHostEnvironment environment)
{
    public const string Root = "Authentication";

    public string Name => section.Key;

    /// <summary>A section with only empty values counts as absent: that is how an environment variable is emptied.</summary>
    public bool Exists => section.AsEnumerable().Any(pair => !string.IsNullOrWhiteSpace(pair.Value));

    public string this[string key] =>
        Optional(key) ?? throw new StartException($"{section.Path}:{key} is not set: {Name} needs it.");

    public string? Optional(string key) =>
        section[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    public bool Flag(string key) =>
        Optional(key) is { } text
        && (
            bool.TryParse(text, out var value)
                ? value
                : throw new StartException($"{section.Path}:{key} is '{text}'; it may be true or false.")
        );

    public IReadOnlyList<string> List(string key) =>
        section.GetSection(key).Get<string[]>()
        ?? Optional(key)?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        ?? [];

    /// <summary>An endpoint; https, except a local stand-in's in Development: tokens and codes pass here.</summary>
    public string? Endpoint(string key)
    {
        if (Optional(key) is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            throw new StartException($"{section.Path}:{key} is '{text}'; it must be an absolute https address.");
        if (uri.Scheme == "http" && !(environment.IsDevelopment() && LocalNames.IsLocal(uri.Host)))
            throw new StartException($"{section.Path}:{key} is '{text}'; it must begin with https://.");
        return text;
    }

    /// <summary>Whether metadata may come over http: only from this very machine, only in Development.</summary>
    public bool IsLocal(string address) => environment.IsDevelopment() && LocalNames.IsLocal(new Uri(address).Host);

    public bool MayBeStandIn => environment.IsDevelopment();

    public static string OriginOf(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);
}
