using OpenIddict.Abstractions;
using OpenIddict.Server;
using WebPortal.Issuer.Features.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using OAuthErrors = OpenIddict.Abstractions.OpenIddictConstants.Errors;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>
/// Two uses of one refresh token at the same moment both pass OpenIddict's check before either redeems it, and its own
/// redemption lets the loser go on. Here the loser is a replay like any other: refused, and the family with it.
/// </summary>
internal sealed class OneRefreshWins(IOpenIddictTokenManager tokens, SessionEnding ending)
    : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<ProcessSignInContext>()
            .UseScopedHandler<OneRefreshWins>()
            .SetOrder(OpenIddictServerHandlers.RedeemTokenEntry.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Token || !context.Request.IsRefreshTokenGrantType())
            return;
        var used = context
            .Transaction.GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!)
            ?.RefreshTokenPrincipal;
        if (
            used?.GetTokenId() is not { } id
            || await tokens.FindByIdAsync(id, context.CancellationToken) is not { } entry
        )
            return;
        if (await tokens.TryRedeemAsync(entry, context.CancellationToken))
            return;
        if (used.GetAuthorizationId() is { } family)
            await ending.RevokeGrantAsync(family, context.CancellationToken);
        context.Reject(OAuthErrors.InvalidGrant, "The refresh token has already been used.");
    }
}
