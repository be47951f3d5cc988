using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using WebPortal.Data;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Mail;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Providers;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>Mails about logins.</summary>
internal sealed class LinkMail(
    Outbox outbox,
    PublicOrigin origin,
    Throttle throttle,
    SocialProviders providers,
    IDataProtectionProvider protection,
    IHttpContextAccessor http
)
{
    private readonly ITimeLimitedDataProtector _seal = protection
        .CreateProtector("WebPortal.AddressLink")
        .ToTimeLimitedDataProtector();

    private HttpContext Context => http.HttpContext!;

    public Task LinkedAsync(PortalUser user, string provider) =>
        PostAsync(
            user.Email!,
            "A login was linked to your account",
            $"""
            From now on a login at {providers.NameOf(provider)} signs in to your account at WebPortal.

            If it was not you, unlink it and end your sessions now: {origin.Link(Context, "/account/connections")}
            """
        );

    public Task UnlinkedAsync(PortalUser user, string provider) =>
        PostAsync(
            user.Email!,
            "A login was unlinked from your account",
            $"""
            A login at {providers.NameOf(
                provider
            )} no longer signs in to your account at WebPortal. Sessions that came in through it have ended.

            If it was not you, look at your account now: {origin.Link(Context, "/account/connections")}
            """
        );

    /// <summary>The link is worth nothing without the cookie of the browser that asked: whoever finds it in a history or log gets nowhere.</summary>
    public Task ConfirmAsync(PendingIdentity pending, string address)
    {
        var token = _seal.Protect(
            JsonSerializer.Serialize(new[] { pending.Identity.Provider, pending.Identity.Subject, address }),
            PendingIdentities.MailLifetime
        );
        return PostAsync(
            address,
            "Confirm your address",
            $"""
            Somebody, perhaps you, signs in to WebPortal with {providers.NameOf(
                pending.Identity.Provider
            )} and says that this is their address. If it is you, open this
            link in the browser in which you began:

            {origin.Link(Context, ExternalSignIn.AddressPage + "/confirm", ("t", token))}

            It works for an hour, once. If you did not ask for this, do nothing: without the link nothing changes.
            """
        );
    }

    /// <summary>Whether the token of a link is for what waits in this browser.</summary>
    public bool Fits(string? token, PendingIdentity pending)
    {
        if (token is not { Length: > 0 and < 3000 } || pending.AskedEmail is null)
            return false;
        try
        {
            return JsonSerializer.Deserialize<string[]>(_seal.Unprotect(token))
                    is [var provider, var subject, var address]
                && provider == pending.Identity.Provider
                && subject == pending.Identity.Subject
                && address == pending.AskedEmail;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return false;
        }
    }

    private async Task PostAsync(string to, string subject, string text)
    {
        if (await throttle.MayMailAsync(to))
            outbox.Post(new Letter(to, subject, text));
    }
}
