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
    private readonly string _prefix = sessions.Value.KeyPrefix + ":throttle";

    /// <summary>Counts one try, unless the visitor has to wait.</summary>
    /// <param name="rule">What is tried.</param>
    /// <param name="context">Who tries.</param>
    /// <param name="account">The address as typed, or the user id; need not exist.</param>
    public async Task<ThrottleVerdict> TryAsync(ThrottleRule rule, HttpContext context, string account)
    {
        var perNetwork = rule.SendsMail ? options.Value.MailsPerNetwork : options.Value.TriesPerNetwork;
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
                            rule.Free,
                            perNetwork,
                        ]
                    )
            )!;
        return new ThrottleVerdict(TimeSpan.FromMilliseconds((long)reply[0]), (long)reply[1] == 1);
    }

    /// <summary>The try succeeded: the account's count begins anew, and the network gets this one back.</summary>
    public Task ForgiveAsync(ThrottleRule rule, HttpContext context, string account) =>
        redis
            .GetDatabase()
            .ScriptEvaluateAsync(
                ThrottleScripts.Forgive,
                Keys(rule, context, account),
                [options.Value.TriesPerNetwork]
            );

    /// <summary>Whether one more mail may go to this address in this hour. Never tell the visitor.</summary>
    public async Task<bool> MayMailAsync(string address)
    {
        var count = (long)
            await redis
                .GetDatabase()
                .ScriptEvaluateAsync(
                    ThrottleScripts.Count,
                    [$"{_prefix}:mails:{Hash(address.ToUpperInvariant())}"],
                    [(long)ThrottleRule.Memory.TotalMilliseconds]
                );
        return count <= ThrottleRule.MailsPerAddress;
    }

    // Both keys of a script carry the network as hash tag: one slot of a cluster. Addresses are hashed: Redis need not know who tried.
    private RedisKey[] Keys(ThrottleRule rule, HttpContext context, string account)
    {
        var name = account.ToUpperInvariant();
        if (known.FindDevice(context, name) is { } device)
            return [$"{_prefix}:{{{device}}}:{rule.Name}:{Hash(name)}"];
        var network = Network.Of(context.Connection.RemoteIpAddress);
        return [$"{_prefix}:{{{network}}}:{rule.Name}:{Hash(name)}", $"{_prefix}:{{{network}}}:{rule.Name}"];
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
