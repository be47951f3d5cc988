using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Logout;

/// <summary>Signs out here, then sends the browser to sign out at the provider too (OpenID Connect RP-Initiated Logout 1.0).</summary>
internal sealed class ProviderSignOut(SocialProviders providers, AuditLog audit)
{
    public const string Path = "/sign-out/with-provider";

    /// <summary>The provider of this session, if one can sign out there.</summary>
    public async Task<SocialProvider?> FindAsync(HttpContext context) =>
        (await context.AuthenticateAsync()).Properties is { } properties && properties.GetIdToken() is not null
            ? await providers.FindAsync(properties.GetProvider())
            : null;

    public async Task SignOutAsync(HttpContext context)
    {
        var idToken = (await context.AuthenticateAsync()).Properties?.GetIdToken();
        var provider = await FindAsync(context);
        var userId = context.User.GetUserId();
        // Here first: whatever the provider does, this session is over.
        await context.SignOutAsync();
        await audit.WriteAsync(AuditKinds.SignedOut, userId, userId, context.GetUserSession().Live?.Id);
        context.Response.Redirect("/");
        if (provider is null || idToken is null)
            return;
        context.Features.Set(new IdTokenHint(idToken));
        try
        {
            await context.SignOutAsync(provider.Scheme, new AuthenticationProperties { RedirectUri = "/" });
        }
        catch (Exception e) when (e is not RedisException && Outages.Is(e))
        {
            context.Response.Redirect(Outcomes.Address(Outcome.StillSignedInThere, provider.Scheme, attempt: null));
        }
    }

    /// <summary>For the handler's event: the provider signs out without a question only for its own token of this session.</summary>
    public static Task AddHint(RedirectContext context)
    {
        context.ProtocolMessage.IdTokenHint = context.HttpContext.Features.Get<IdTokenHint>()?.Value;
        return Task.CompletedTask;
    }

    private sealed record IdTokenHint(string Value);
}
