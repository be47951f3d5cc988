using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>
/// A provider's discovery document and keys, cached and fetched again by IdentityModel's own manager; single endpoints may be overridden by
/// configuration, and a provider without a discovery document can be described by configuration alone.
/// </summary>
internal sealed class ProviderMetadata(bool discover, IReadOnlyDictionary<string, string> overrides)
    : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    /// <summary>Keys of a provider's section that take the place of what discovery says.</summary>
    private static readonly Dictionary<string, Action<OpenIdConnectConfiguration, string>> Overridable = new(
        StringComparer.Ordinal
    )
    {
        ["AuthorizationEndpoint"] = (c, v) => c.AuthorizationEndpoint = v,
        ["TokenEndpoint"] = (c, v) => c.TokenEndpoint = v,
        ["UserInformationEndpoint"] = (c, v) => c.UserInfoEndpoint = v,
        ["JwksUri"] = (c, v) => c.JwksUri = v,
        ["EndSessionEndpoint"] = (c, v) => c.EndSessionEndpoint = v,
        ["PushedAuthorizationRequestEndpoint"] = (c, v) => c.PushedAuthorizationRequestEndpoint = v,
    };

    /// <param name="address">Of the discovery document; null when configuration says everything.</param>
    /// <param name="section">The provider's section.</param>
    /// <param name="backchannel">For the portal's own calls.</param>
    public static ConfigurationManager<OpenIdConnectConfiguration> Manager(
        string? address,
        ProviderSection section,
        HttpClient backchannel
    )
    {
        var overrides = Overridable
            .Keys.Select(key => (key, value: section.Endpoint(key)))
            .Where(pair => pair.value is not null)
            .ToDictionary(pair => pair.key, pair => pair.value!, StringComparer.Ordinal);
        if (section.Optional("Issuer") is { } issuer)
            overrides["Issuer"] = issuer;
        var from = address ?? section["JwksUri"];
        var documents = new HttpDocumentRetriever(backchannel) { RequireHttps = !section.IsLocal(from) };
        // Unlike the default of five minutes: a key that was rotated after a leak must not stay accepted, nor a new one unknown, for long.
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            from,
            new ProviderMetadata(discover: address is not null, overrides),
            documents
        )
        {
            RefreshInterval = TimeSpan.FromSeconds(30),
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
        };
    }

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
        string address,
        IDocumentRetriever retriever,
        CancellationToken cancel
    )
    {
        var configuration = discover
            ? await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel)
            : new OpenIdConnectConfiguration();
        foreach (var (key, value) in overrides)
        {
            if (key == "Issuer")
                configuration.Issuer = value;
            else if (Overridable.TryGetValue(key, out var set))
                set(configuration, value);
        }
        if (overrides.TryGetValue("JwksUri", out var keys))
        {
            configuration.JsonWebKeySet = new JsonWebKeySet(await retriever.GetDocumentAsync(keys, cancel));
            configuration.SigningKeys.Clear();
            foreach (var key in configuration.JsonWebKeySet.GetSigningKeys())
                configuration.SigningKeys.Add(key);
        }
        return configuration;
    }
}
