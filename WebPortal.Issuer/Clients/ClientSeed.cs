using System.Globalization;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Clients;

/// <summary>Brings the store's clients and scopes in line with configuration, at each start: configuration is the truth.</summary>
internal sealed class ClientSeed(
    IOpenIddictApplicationManager applications,
    IOpenIddictScopeManager scopes,
    ClientSecrets secrets,
    IOptions<IssuerOptions> options
)
{
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var (name, scope) in IssuerScopes.All)
            await SaveScopeAsync(name, scope, ct);
        foreach (var (clientId, client) in options.Value.Clients)
            await SaveClientAsync(clientId, client, ct);
        await foreach (var stored in applications.ListAsync(null, null, ct))
        {
            // A client that was taken out of configuration must not go on.
            if (options.Value.Client(await applications.GetClientIdAsync(stored, ct)) is null)
                await applications.DeleteAsync(stored, ct);
        }
    }

    private async Task SaveScopeAsync(string name, IssuerScope scope, CancellationToken ct)
    {
        if (await scopes.FindByNameAsync(name, ct) is not null)
            return;
        var descriptor = new OpenIddictScopeDescriptor { Name = name, DisplayName = scope.Words };
        if (scope.Resource is not null)
            descriptor.Resources.Add(scope.Resource);
        await scopes.CreateAsync(descriptor, ct);
    }

    private async Task SaveClientAsync(string clientId, ClientOptions client, CancellationToken ct)
    {
        var descriptor = Describe(clientId, client);
        if (await applications.FindByClientIdAsync(clientId, ct) is { } stored)
            await applications.UpdateAsync(stored, descriptor, ct);
        else
            await applications.CreateAsync(descriptor, ct);
    }

    private OpenIddictApplicationDescriptor Describe(string clientId, ClientOptions client)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = clientId,
            ClientSecret = client.Public ? null : secrets.Of(clientId),
            ClientType = client.Public ? ClientTypes.Public : ClientTypes.Confidential,
            // Never "native": for that kind a loopback redirect may come back on any port.
            ApplicationType = ApplicationTypes.Web,
            ConsentType = ConsentTypes.Explicit,
            DisplayName = client.DisplayName,
        };
        descriptor.RedirectUris.UnionWith(client.RedirectUris.Select(u => new Uri(u)));
        descriptor.PostLogoutRedirectUris.UnionWith(client.PostLogoutRedirectUris.Select(u => new Uri(u)));
        descriptor.Permissions.UnionWith(ClientPermissions.Of(client));
        descriptor.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
        if (client.RequirePushedRequests)
            descriptor.Requirements.Add(Requirements.Features.PushedAuthorizationRequests);
        if (client.AccessTokenLifetime is { } access)
            descriptor.Settings[Settings.TokenLifetimes.AccessToken] = access.ToString(
                "c",
                CultureInfo.InvariantCulture
            );
        if (client.RefreshTokenLifetime is { } refresh)
            descriptor.Settings[Settings.TokenLifetimes.RefreshToken] = refresh.ToString(
                "c",
                CultureInfo.InvariantCulture
            );
        return descriptor;
    }
}
