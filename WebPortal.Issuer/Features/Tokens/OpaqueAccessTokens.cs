using Microsoft.Extensions.Options;
using OpenIddict.Server;
using WebPortal.Issuer.Clients;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>OpenIddict has one switch for all clients; here each client has its own kind of access token.</summary>
internal sealed class OpaqueAccessTokens(IOptions<IssuerOptions> options)
    : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<GenerateTokenContext>()
            .UseSingletonHandler<OpaqueAccessTokens>()
            .SetOrder(OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order - 500)
            .Build();

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (
            context.TokenType == TokenTypeIdentifiers.AccessToken
            && options.Value.Client(context.ClientId)?.AccessTokens == AccessTokenKind.Reference
        )
        {
            context.IsReferenceToken = true;
            context.PersistTokenPayload = true;
        }
        return ValueTask.CompletedTask;
    }
}
