using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Linking;

namespace WebPortal.Features.SocialLogin.Logout;

/// <summary>
/// Remembers for a while that a provider's session, or a login, was ended, so that the end also wins over a sign-in that was under way: it wrote
/// no ledger row yet when the others were ended. Compared by a count that Redis keeps, not by anybody's clock.
/// </summary>
internal sealed class EndedLogins(IConnectionMultiplexer redis, IOptions<UserSessionOptions> options)
{
    // Longer than an attempt may take, and longer than an identity may wait for a mail to be answered.
    private static readonly TimeSpan Memory = PendingIdentities.MailLifetime + TimeSpan.FromMinutes(20);

    // A replica may not have heard of the provider's logout.
    private const CommandFlags Primary = CommandFlags.DemandMaster;

    private IDatabase Redis => redis.GetDatabase();

    private RedisKey Counter => $"{options.Value.KeyPrefix}:logins";

    /// <summary>Where the count stands now: read when an attempt begins.</summary>
    public Task<long> NowAsync() => Redis.StringIncrementAsync(Counter);

    public async Task MarkAsync(string provider, string? subject, string? sessionId)
    {
        var now = await NowAsync();
        if (sessionId is not null)
            await Redis.StringSetAsync(Session(provider, sessionId), now, Memory);
        else if (subject is not null)
            await Redis.StringSetAsync(Login(provider, subject), now, Memory);
    }

    /// <summary>Whether this identity's provider session has ended, or its login since the attempt began.</summary>
    public async Task<bool> EndedSinceAsync(ExternalIdentity identity, long began)
    {
        var login = Redis.StringGetAsync(Login(identity.Provider, identity.Subject), Primary);
        var session = identity.SessionId is { } sid
            ? Redis.KeyExistsAsync(Session(identity.Provider, sid), Primary)
            : Task.FromResult(false);
        // An ended session of the provider does not come back: no comparison.
        return await session
            || long.TryParse((string?)await login, NumberStyles.None, CultureInfo.InvariantCulture, out var ended)
                && ended > began;
    }

    private RedisKey Login(string provider, string subject) => Key("login", provider, subject);

    private RedisKey Session(string provider, string sid) => Key("sid", provider, sid);

    private RedisKey Key(string kind, string provider, string name) =>
        $"{options.Value.KeyPrefix}:ended-{kind}:{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(provider + "\n" + name)))}";
}
