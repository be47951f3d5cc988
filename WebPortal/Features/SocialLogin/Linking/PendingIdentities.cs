using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>An identity that a provider has proven, and that may not sign in yet.</summary>
/// <param name="Identity">Who.</param>
/// <param name="ReturnUrl">Where the person wanted to go.</param>
/// <param name="Keep">"Keep me signed in".</param>
/// <param name="UserId">The account whose proof is awaited; null while an address is awaited.</param>
/// <param name="Sequence">Where the count of ended logins stood (see EndedLogins).</param>
/// <param name="AskedEmail">The address that a mail was sent to.</param>
internal sealed record PendingIdentity(
    ExternalIdentity Identity,
    string ReturnUrl,
    bool Keep,
    string? UserId,
    long Sequence,
    string? AskedEmail = null
);

/// <summary>
/// Keeps identities that wait, in Redis, encrypted, bound to the browser by a cookie of 256 random bits of which Redis knows only the hash, for ten
/// minutes (an hour when a mail is awaited), for one use.
/// </summary>
internal sealed class PendingIdentities(
    IConnectionMultiplexer redis,
    IDataProtectionProvider protection,
    IOptions<UserSessionOptions> options
)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan MailLifetime = TimeSpan.FromHours(1);
    private readonly IDataProtector _protector = protection.CreateProtector("WebPortal.PendingIdentity");

    public async Task HoldAsync(HttpContext context, PendingIdentity pending)
    {
        var name = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await WriteAsync(name, pending, Lifetime);
        context.Response.Cookies.Append(CookieNames.PendingIdentity, name, Cookie(context, MailLifetime));
    }

    /// <summary>What waits for this browser; stays.</summary>
    public async Task<PendingIdentity?> FindAsync(HttpContext context) =>
        Name(context) is { } name
            ? Open(await redis.GetDatabase().StringGetAsync(KeyOf(name), CommandFlags.DemandMaster))
            : null;

    /// <summary>Keeps it on, changed: for a mail that was sent.</summary>
    public Task KeepAsync(HttpContext context, PendingIdentity pending) =>
        Name(context) is { } name ? WriteAsync(name, pending, MailLifetime) : Task.CompletedTask;

    /// <summary>Takes it, once: of two requests, one gets it.</summary>
    public async Task<PendingIdentity?> TakeAsync(HttpContext context)
    {
        if (Name(context) is not { } name)
            return null;
        context.Response.Cookies.Delete(CookieNames.PendingIdentity, Cookie(context, maxAge: null));
        return Open(await redis.GetDatabase().StringGetDeleteAsync(KeyOf(name)));
    }

    private Task<bool> WriteAsync(string name, PendingIdentity pending, TimeSpan lifetime) =>
        redis
            .GetDatabase()
            .StringSetAsync(KeyOf(name), _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(pending)), lifetime);

    private PendingIdentity? Open(byte[]? kept)
    {
        try
        {
            return kept is null ? null : JsonSerializer.Deserialize<PendingIdentity>(_protector.Unprotect(kept));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static string? Name(HttpContext context) =>
        context.Request.Cookies[CookieNames.PendingIdentity] is { Length: 43 } name ? name : null;

    private RedisKey KeyOf(string name) =>
        $"{options.Value.KeyPrefix}:pending:{Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(name)))}";

    // Lax: the way back from a provider, and a press in a mail, come from another site.
    private static CookieOptions Cookie(HttpContext context, TimeSpan? maxAge) =>
        new AlwaysSecureCookie(CookieNames.PendingIdentity) { SameSite = SameSiteMode.Lax, MaxAge = maxAge }.Build(
            context
        );
}
