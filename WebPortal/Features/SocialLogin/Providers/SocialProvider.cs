using Microsoft.AspNetCore.Authentication;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>A provider that is set up. Its <see cref="Scheme"/> is what logins and sessions are stored under: renaming one loses its logins.</summary>
/// <param name="Scheme">"Google", "GitHub", or the name of its section below <c>Authentication:OpenIdConnect</c>.</param>
/// <param name="DisplayName">What people are shown.</param>
/// <param name="IsStandIn">Development's local stand-in, which knows nobody real.</param>
/// <param name="Kind">How it speaks.</param>
internal sealed record SocialProvider(string Scheme, string DisplayName, bool IsStandIn, ProviderKind Kind)
{
    /// <summary>Whether it can say when the person last proved who they are, and be asked to ask again (GitHub and Google cannot).</summary>
    public bool KnowsAuthTime => Kind == ProviderKind.OpenIdConnect;

    /// <summary>Where the browser is sent to; asked before, so that nobody is sent to a provider that does not answer.</summary>
    public required string AuthorizationOrigin { get; init; }
}

internal enum ProviderKind
{
    Google,
    GitHub,
    OpenIdConnect,
}

/// <summary>The providers of this portal. The scheme provider decides which exist; what is registered here only says how to show them.</summary>
internal sealed class SocialProviders(IAuthenticationSchemeProvider schemes, IEnumerable<SocialProvider> known)
{
    public async Task<IReadOnlyList<SocialProvider>> AllAsync()
    {
        var names = (await schemes.GetAllSchemesAsync()).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        return [.. known.Where(p => names.Contains(p.Scheme))];
    }

    public async Task<SocialProvider?> FindAsync(string? scheme) =>
        (await AllAsync()).FirstOrDefault(p => string.Equals(p.Scheme, scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>What to call a login whose provider may have been taken out of the configuration.</summary>
    public string NameOf(string scheme) => known.FirstOrDefault(p => p.Scheme == scheme)?.DisplayName ?? scheme;
}
