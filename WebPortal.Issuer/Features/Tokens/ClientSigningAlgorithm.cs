using Microsoft.Extensions.Options;
using OpenIddict.Server;
using WebPortal.Issuer.Keys;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>Signs what a client will read with the algorithm it asked for; codes and refresh tokens are the issuer's own affair.</summary>
internal sealed class ClientSigningAlgorithm(IOptions<IssuerOptions> options, KeyRing keys)
    : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<GenerateTokenContext>()
            .UseSingletonHandler<ClientSigningAlgorithm>()
            .SetOrder(OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order + 500)
            .Build();

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (
            context.TokenType is TokenTypeIdentifiers.AccessToken or TokenTypeIdentifiers.IdentityToken
            && options.Value.Client(context.ClientId) is { } client
        )
            context.SigningCredentials = keys.For(client.SigningAlgorithm);
        return ValueTask.CompletedTask;
    }
}
