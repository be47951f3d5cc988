using OpenIddict.Abstractions;
using OpenIddict.Server;
using WebPortal.Issuer.Features.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>
/// A code or refresh token that comes a second time ends the whole grant. OpenIddict revokes the tokens there are at that
/// moment; when thief and owner come at once, the winner's tokens are made a moment later and would live on.
/// </summary>
internal sealed class ReplayEndsTheGrant(IOpenIddictTokenManager tokens, SessionEnding ending)
    : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<ValidateTokenContext>()
            .UseScopedHandler<ReplayEndsTheGrant>()
            .SetOrder(OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        var oneUse =
            context.Principal?.GetTokenType()
            is TokenTypeIdentifiers.RefreshToken
                or TokenTypeIdentifiers.Private.AuthorizationCode;
        if (!oneUse || context.TokenId is null || context.AuthorizationId is null)
            return;
        if (await tokens.FindByIdAsync(context.TokenId, context.CancellationToken) is not { } entry)
            return;
        if (await tokens.HasStatusAsync(entry, Statuses.Redeemed, context.CancellationToken))
            await ending.RevokeGrantAsync(context.AuthorizationId, context.CancellationToken);
    }
}
