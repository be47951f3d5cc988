using System.Globalization;
using System.Runtime.InteropServices;
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
    SignInMetrics metrics,
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
        return Verdict(rule, reply);
    }

    /// <summary>Counts for the visitor's network alone, where no account is named: nobody can use up another network's tries.</summary>
    public async Task<ThrottleVerdict> TryNetworkAsync(ThrottleRule rule, HttpContext context) =>
        Verdict(
            rule,
            (RedisResult[])
                (
                    await redis
                        .GetDatabase()
                        .ScriptEvaluateAsync(
                            ThrottleScripts.Try,
                            Keys(rule, context, "")[1..3],
                            [
                                (long)ThrottleRule.FirstWait.TotalMilliseconds,
                                (long)rule.LongestWait.TotalMilliseconds,
                                (long)ThrottleRule.Memory.TotalMilliseconds,
                                .. Free(rule)[1..3],
                            ]
                        )
                )!
        );

    /// <summary>What was counted by <see cref="TryNetworkAsync"/> came to a good end, and is given back.</summary>
    public Task ForgiveNetworkAsync(ThrottleRule rule, HttpContext context) =>
        redis.GetDatabase().ScriptEvaluateAsync(ThrottleScripts.Forgive, Keys(rule, context, "")[..3], Free(rule)[..3]);

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
        if (name.Length > 0 && known.FindDevice(context, name) is { } device)
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

    private ThrottleVerdict Verdict(ThrottleRule rule, RedisResult[] reply)
    {
        var verdict = new ThrottleVerdict(TimeSpan.FromMilliseconds((long)reply[0]), (long)reply[1]);
        if (verdict.Refused)
            metrics.Throttled(rule.Name);
        return verdict;
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

/// <param name="Wait">Zero: go on. Otherwise nothing may be checked before it is over.</param>
/// <param name="Nth">Which refusal of this wait it is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ThrottleVerdict(TimeSpan Wait, long Nth)
{
    /// <summary>Worth an event; the later ones are not.</summary>
    public bool First => Nth == 1;

    public bool Refused => Wait > TimeSpan.Zero;

    public int Seconds => (int)Math.Ceiling(Wait.TotalSeconds);

    public string Words =>
        Seconds < 90
            ? $"Too many tries. Wait {Seconds.ToString(CultureInfo.InvariantCulture)} seconds, then try again."
            : $"Too many tries. Wait {Math.Ceiling(Wait.TotalMinutes).ToString(CultureInfo.InvariantCulture)} minutes, then try again.";
}
