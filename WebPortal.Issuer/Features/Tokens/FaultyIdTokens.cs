using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>Mangles the ID token of an authorization that ordered it (Development only, see <see cref="FaultOptions"/>).</summary>
internal sealed class FaultyIdTokens : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<GenerateTokenContext>()
            .UseSingletonHandler<FaultyIdTokens>()
            .SetOrder(OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order + 500)
            .Build();

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        // The ID token's own principal has lost the private claim; the code or refresh token that is redeemed has it.
        var redeemed = context.Transaction.GetProperty<ProcessAuthenticationContext>(
            typeof(ProcessAuthenticationContext).FullName!
        );
        var fault = Faults.Parse(
            (redeemed?.AuthorizationCodePrincipal ?? redeemed?.RefreshTokenPrincipal)?.GetClaim(Faults.Claim)
        );
        if (context.TokenType == TokenTypeIdentifiers.IdentityToken && fault != Fault.None)
            context.Token = FaultyIdToken.Mangle(context.Token!, fault, context.SigningCredentials!);
        return ValueTask.CompletedTask;
    }
}
