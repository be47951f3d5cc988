using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>Discovery says that back-channel logout is sent, with a sid (OIDC Back-Channel Logout 1.0, 2.1).</summary>
internal sealed class LogoutMetadata : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<HandleConfigurationRequestContext>()
            .UseSingletonHandler<LogoutMetadata>()
            .SetOrder(int.MaxValue - 100_000)
            .Build();

    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.Metadata["backchannel_logout_supported"] = true;
        context.Metadata["backchannel_logout_session_supported"] = true;
        return ValueTask.CompletedTask;
    }
}
