using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.SocialLogin.Logout;

/// <summary>Which security events were carried out, by issuer and jti: each counts once, on whichever instance it arrives.</summary>
internal sealed class SeenTokens(IConnectionMultiplexer redis, IOptions<UserSessionOptions> options)
{
    /// <summary>False when it was seen before.</summary>
    public Task<bool> TakeAsync(string issuer, string jti, TimeSpan memory) =>
        redis.GetDatabase().StringSetAsync(KeyOf(issuer, jti), "1", memory, when: When.NotExists);

    /// <summary>It could not be carried out: the sender may try again.</summary>
    public Task ForgetAsync(string issuer, string jti) => redis.GetDatabase().KeyDeleteAsync(KeyOf(issuer, jti));

    private RedisKey KeyOf(string issuer, string jti) =>
        $"{options.Value.KeyPrefix}:jti:{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(issuer + "\n" + jti)))}";
}
