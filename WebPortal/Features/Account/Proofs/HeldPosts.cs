using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Security;

namespace WebPortal.Features.Account.Proofs;

/// <summary>A form that waits for a proof. Only its own user gets it back, in the browser that sent it.</summary>
internal sealed record HeldPost(string UserId, string Target, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public string Path => Target.Split('?')[0];
}

/// <summary>
/// Keeps blocked forms in Redis for ten minutes, encrypted: one for each session, so that nobody fills it. They passed the antiforgery check
/// before they were kept. A form with a secret in it (a password, a code) is not kept at all.
/// <para>
/// Which session sent it stands in a protected cookie: a stolen session's form cannot be planted, by a link, on the person who then proves it,
/// and the form survives the new key that the proof brings, be it a rotation or a new sign-in.
/// </para>
/// </summary>
internal sealed class HeldPosts(
    IConnectionMultiplexer redis,
    IDataProtectionProvider protection,
    IOptions<UserSessionOptions> sessions
)
{
    private const int MaxLength = 8 * 1024;
    private const string AntiforgeryField = "__RequestVerificationToken";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly string[] SecretWords = ["password", "secret", "code", "token", "assertion"];
    private readonly IDataProtector _protector = protection.CreateProtector("WebPortal.HeldPosts");
    private readonly ITimeLimitedDataProtector _cookies = protection
        .CreateProtector("WebPortal.HeldPosts.Session")
        .ToTimeLimitedDataProtector();

    /// <summary>Keeps the form of this request in place of the session's last one; false when it cannot be kept.</summary>
    public async Task<bool> HoldAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.GetUserSession().Live?.Id is not { } sessionId)
            return false;
        var form = await context.Request.ReadFormAsync();
        var fields = form.Where(f => f.Key != AntiforgeryField)
            .SelectMany(f => f.Value.Select(value => KeyValuePair.Create(f.Key, value ?? "")))
            .ToList();
        if (form.Files.Count > 0 || fields.Any(f => IsSecret(f.Key)))
            return false;
        var request = context.Request;
        var post = new HeldPost(
            context.User.GetUserId(),
            request.PathBase + request.Path + request.QueryString,
            fields
        );
        var bytes = JsonSerializer.SerializeToUtf8Bytes(post);
        if (bytes.Length > MaxLength)
            return false;
        await redis.GetDatabase().StringSetAsync(KeyOf(sessionId), _protector.Protect(bytes), Lifetime);
        context.Response.Cookies.Append(
            CookieNames.HeldPost,
            _cookies.Protect(sessionId, Lifetime),
            Options(context, Lifetime)
        );
        return true;
    }

    /// <summary>The form that this browser sent as this user, or null.</summary>
    public async Task<HeldPost?> FindAsync(HttpContext context)
    {
        if (
            Sender(context) is not { } id
            || (byte[]?)await redis.GetDatabase().StringGetAsync(KeyOf(id), CommandFlags.DemandMaster) is not { } kept
        )
            return null;
        try
        {
            var post = JsonSerializer.Deserialize<HeldPost>(_protector.Unprotect(kept));
            return post?.UserId == context.User.GetUserId() ? post : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>It was sent on: it does not go on a second time.</summary>
    public async Task DropAsync(HttpContext context)
    {
        if (Sender(context) is not { } id)
            return;
        await redis.GetDatabase().KeyDeleteAsync(KeyOf(id));
        context.Response.Cookies.Delete(CookieNames.HeldPost, Options(context, maxAge: null));
    }

    private string? Sender(HttpContext context)
    {
        if (context.Request.Cookies[CookieNames.HeldPost] is not { Length: > 0 and < 1024 } cookie)
            return null;
        try
        {
            return _cookies.Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Lax: a sign-in at a provider comes back from another site; a Strict cookie would be missing there.
    private static CookieOptions Options(HttpContext context, TimeSpan? maxAge) =>
        new AlwaysSecureCookie(CookieNames.HeldPost) { SameSite = SameSiteMode.Lax, MaxAge = maxAge }.Build(context);

    private RedisKey KeyOf(string id) => $"{sessions.Value.KeyPrefix}:held:{id}";

    private static bool IsSecret(string name) =>
        SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
