using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account.Throttling;

/// <summary>
/// Counts tries in Redis, so that all instances share one budget; one round trip, atomic, so that parallel tries do not slip through.
/// Throws Redis's exceptions when it is away (then nobody can sign in anyway). See <see cref="ThrottleRule"/> for the numbers.
/// </summary>
internal sealed class Throttle(
    IConnectionMultiplexer redis,
    KnownBrowser known,
    IOptions<ThrottleOptions> options,
    IOptions<UserSessionOptions> sessions
)
{
    private readonly string _prefix = sessions.Value.KeyPrefix + ":{throttle}";

    /// <summary>Counts one try, unless the visitor has to wait.</summary>
    /// <param name="rule">What is tried.</param>
    /// <param name="context">Who tries.</param>
    /// <param name="account">The address as typed, or the user id; need not exist.</param>
    public async Task<ThrottleVerdict> TryAsync(ThrottleRule rule, HttpContext context, string account)
    {
        var reply = (RedisResult[])
            (
                await redis
                    .GetDatabase()
                    .ScriptEvaluateAsync(
                        ThrottleScripts.Try,
                        Keys(rule, context, account),
                        [
                            (long)ThrottleRule.FirstWait.TotalMilliseconds,
                            (long)rule.LongestWait.TotalMilliseconds,
                            (long)ThrottleRule.Memory.TotalMilliseconds,
                            .. Free(rule),
                        ]
                    )
            )!;
        return new ThrottleVerdict(TimeSpan.FromMilliseconds((long)reply[0]), (long)reply[1] == 1);
    }

    /// <summary>The try succeeded: the account's count begins anew here, and all wider counts get this one back.</summary>
    public Task ForgiveAsync(ThrottleRule rule, HttpContext context, string account) =>
        redis.GetDatabase().ScriptEvaluateAsync(ThrottleScripts.Forgive, Keys(rule, context, account), Free(rule));

    /// <summary>Whether one more mail that this visitor asked for may go to the address in this hour. Never tell the visitor.</summary>
    public async Task<bool> MayMailAsync(HttpContext context, string address)
    {
        var name = address.ToUpperInvariant();
        var mails = $"{_prefix}:mails:{Hash(name)}";
        // The wider one: four of an IPv6 holder's many networks would use up what all have together.
        var network = Network.WiderOf(context.Connection.RemoteIpAddress);
        RedisKey[] keys = known.FindDevice(context, name) is { } device
            ? [$"{mails}:{device}"]
            : [$"{mails}:{network}", mails];
        var allowed = await redis
            .GetDatabase()
            .ScriptEvaluateAsync(
                ThrottleScripts.Allow,
                keys,
                [
                    (long)ThrottleRule.Memory.TotalMilliseconds,
                    ThrottleRule.MailsPerAddressAndNetwork,
                    ThrottleRule.MailsPerAddress,
                ]
            );
        return (long)allowed == 1;
    }

    // All keys carry one hash tag: one slot of a cluster, so that one script sees them. Addresses are hashed: Redis need not know who tried.
    private RedisKey[] Keys(ThrottleRule rule, HttpContext context, string account)
    {
        var name = account.ToUpperInvariant();
        if (known.FindDevice(context, name) is { } device)
            return [$"{_prefix}:{rule.Name}:{device}:{Hash(name)}"];
        var address = context.Connection.RemoteIpAddress;
        var network = Network.Of(address);
        RedisKey[] keys =
        [
            $"{_prefix}:{rule.Name}:{network}:{Hash(name)}",
            $"{_prefix}:{rule.Name}:{network}",
            $"{_prefix}:{rule.Name}:{Network.WiderOf(address)}",
        ];
        // What sends mail has its own bound per address, which makes nobody wait.
        return rule.SendsMail ? keys : [.. keys, $"{_prefix}:{rule.Name}:everywhere:{Hash(name)}"];
    }

    // In the order of the keys; a known browser has the first key only.
    private RedisValue[] Free(ThrottleRule rule)
    {
        var perNetwork = rule.SendsMail ? options.Value.MailsPerNetwork : options.Value.TriesPerNetwork;
        return [rule.Free, perNetwork, (long)perNetwork * ThrottleRule.NetworksInWider, ThrottleRule.TriesPerAccount];
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

/// <param name="Wait">Zero: go on. Otherwise nothing may be checked before it is over.</param>
/// <param name="First">The first refusal of this wait: worth an event, the later ones are not.</param>
internal readonly record struct ThrottleVerdict(TimeSpan Wait, bool First)
{
    public bool Refused => Wait > TimeSpan.Zero;

    public int Seconds => (int)Math.Ceiling(Wait.TotalSeconds);

    public string Words =>
        Seconds < 90
            ? $"Too many tries. Wait {Seconds.ToString(CultureInfo.InvariantCulture)} seconds, then try again."
            : $"Too many tries. Wait {Math.Ceiling(Wait.TotalMinutes).ToString(CultureInfo.InvariantCulture)} minutes, then try again.";
}
