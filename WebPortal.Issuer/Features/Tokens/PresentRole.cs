using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using WebPortal.Issuer.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>Introspection says the role that somebody has now, not the one that was copied into the token when it was made.</summary>
internal sealed class PresentRole(IssuerDbContext db) : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<HandleIntrospectionRequestContext>()
            .UseScopedHandler<PresentRole>()
            .SetOrder(int.MaxValue - 1000)
            .Build();

    public async ValueTask HandleAsync(HandleIntrospectionRequestContext context)
    {
        if (!context.Claims.Remove(Claims.Role) || context.Subject is not { } subject)
            return;
        var role = await db
            .People.Where(p => p.Subject == subject)
            .Select(p => p.Role)
            .SingleOrDefaultAsync(context.CancellationToken);
        if (role is not null)
            context.Claims[Claims.Role] = role;
    }
}
