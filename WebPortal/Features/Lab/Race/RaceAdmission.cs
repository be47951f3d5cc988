using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Lab.Lanes;

namespace WebPortal.Features.Lab.Race;

/// <summary>
/// Who may race now: so many races at once over all instances, so many for one visitor, and a key rotation alone, since it ends the tokens of
/// everybody who races.
/// </summary>
internal sealed class RaceAdmission(IConnectionMultiplexer redis, IOptions<LabOptions> options, TimeProvider time)
{
    private const string Running = "{lab:race}:running";
    private const string KeyRun = "{lab:race}:key";

    private const string Script = """
        redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, ARGV[1])
        if redis.call('EXISTS', KEYS[2]) == 1 then return 3 end
        local running = redis.call('ZCARD', KEYS[1])
        if running >= tonumber(ARGV[4]) then return 2 end
        if ARGV[5] == '1' and running > 0 then return 4 end
        local n = redis.call('INCR', KEYS[3])
        if n == 1 then redis.call('PEXPIRE', KEYS[3], ARGV[7]) end
        if n > tonumber(ARGV[6]) then return 1 end
        redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
        redis.call('PEXPIRE', KEYS[1], 600000)
        if ARGV[5] == '1' then redis.call('SET', KEYS[2], ARGV[2], 'PX', 90000) end
        return 0
        """;

    private readonly LabOptions _options = options.Value;

    /// <summary>Null when the race may begin, otherwise why not.</summary>
    public async Task<string?> EnterAsync(string id, RaceAct act, IPAddress? visitor)
    {
        var now = time.GetUtcNow();
        var ends = now + _options.RunLength + _options.WaitForRevoke + TimeSpan.FromSeconds(60);
        var answer = (int)
            await redis
                .GetDatabase()
                .ScriptEvaluateAsync(
                    Script,
                    [Running, KeyRun, "{lab:race}:visitor:" + Hash(visitor)],
                    [
                        now.ToUnixTimeMilliseconds(),
                        id,
                        ends.ToUnixTimeMilliseconds(),
                        _options.MaxRuns,
                        act == RaceAct.Key ? 1 : 0,
                        _options.RunsPerVisitor,
                        (long)_options.RunsWindow.TotalMilliseconds,
                    ]
                );
        return answer switch
        {
            1 =>
                $"You started {_options.RunsPerVisitor} races in {_options.RunsWindow.TotalMinutes:0} minutes. Wait a little, or open one of those.",
            2 =>
                $"{_options.MaxRuns} races are under way. One lasts {_options.RunLength.TotalSeconds:0} seconds: try again soon.",
            3 => "Somebody is rotating the signing key just now, which ends everybody’s tokens. Try again in a moment.",
            4 =>
                "Rotating the signing key ends the tokens of everybody who races. Others are racing: try again when they are done.",
            _ => null,
        };
    }

    /// <summary>The key is rotated: whoever signs in now is not touched by it.</summary>
    public Task KeyIsRotatedAsync() => redis.GetDatabase().KeyDeleteAsync(KeyRun);

    public async Task LeaveAsync(string id, RaceAct act)
    {
        await redis.GetDatabase().SortedSetRemoveAsync(Running, id);
        if (act == RaceAct.Key)
            await KeyIsRotatedAsync();
    }

    // All of an IPv4 address, the first 64 bits of an IPv6 one: what one subscriber has. Redis need not know who raced.
    private static string Hash(IPAddress? address)
    {
        var bytes = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.GetAddressBytes() ?? [];
        return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, Math.Min(8, bytes.Length))).AsSpan(0, 12));
    }
}
