using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account.Proofs;

/// <summary>A form that waits for a proof. Only its own user gets it back.</summary>
internal sealed record HeldPost(string UserId, string Target, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>
/// Keeps blocked forms in Redis for ten minutes, encrypted, under a random name. They passed the antiforgery check before they were kept, so
/// nobody else can have put one there. A form with a secret in it (a password, a code) is not kept at all.
/// </summary>
internal sealed class HeldPosts(
    IConnectionMultiplexer redis,
    IDataProtectionProvider protection,
    IOptions<UserSessionOptions> sessions
)
{
    private const int MaxLength = 64 * 1024;
    private const string AntiforgeryField = "__RequestVerificationToken";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly string[] SecretWords = ["password", "secret", "code", "token", "assertion"];
    private readonly IDataProtector _protector = protection.CreateProtector("WebPortal.HeldPosts");

    /// <summary>The name to give to <see cref="FindAsync"/>; null when the form cannot be kept.</summary>
    public async Task<string?> HoldAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return null;
        var form = await context.Request.ReadFormAsync();
        var fields = form.Where(f => f.Key != AntiforgeryField)
            .SelectMany(f => f.Value.Select(value => KeyValuePair.Create(f.Key, value ?? "")))
            .ToList();
        if (form.Files.Count > 0 || fields.Any(f => IsSecret(f.Key)))
            return null;
        var request = context.Request;
        var post = new HeldPost(
            context.User.GetUserId(),
            request.PathBase + request.Path + request.QueryString,
            fields
        );
        var bytes = JsonSerializer.SerializeToUtf8Bytes(post);
        if (bytes.Length > MaxLength)
            return null;
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        await redis.GetDatabase().StringSetAsync(KeyOf(id), _protector.Protect(bytes), Lifetime);
        return id;
    }

    public async Task<HeldPost?> FindAsync(string? id, string userId)
    {
        if (id is not { Length: 22 } || (byte[]?)await redis.GetDatabase().StringGetAsync(KeyOf(id)) is not { } kept)
            return null;
        try
        {
            var post = JsonSerializer.Deserialize<HeldPost>(_protector.Unprotect(kept));
            return post?.UserId == userId ? post : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private RedisKey KeyOf(string id) => $"{sessions.Value.KeyPrefix}:held:{id}";

    private static bool IsSecret(string name) =>
        SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
