namespace WebPortal.Features.Account.Throttling;

/// <summary>Lua of <see cref="Throttle"/>. A bucket is a hash: n tries, until (ms) when to wait, told how often. Time is Redis's own.</summary>
internal static class ThrottleScripts
{
    /// <summary>KEYS account bucket [, network bucket]. ARGV first wait, longest wait, memory (ms), free of each. Returns {wait ms, nth refusal}.</summary>
    public const string Try = """
        local t = redis.call('TIME')
        local at = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        local wait, blocking = 0, nil
        for _, key in ipairs(KEYS) do
          local rest = tonumber(redis.call('HGET', key, 'until') or '0') - at
          if rest > wait then wait, blocking = rest, key end
        end
        if blocking then return {wait, redis.call('HINCRBY', blocking, 'told', 1)} end
        for i, key in ipairs(KEYS) do
          local over = redis.call('HINCRBY', key, 'n', 1) - tonumber(ARGV[3 + i])
          if over >= 0 then
            local pause = math.min(tonumber(ARGV[1]) * 2 ^ math.min(over, 20), tonumber(ARGV[2]))
            redis.call('HSET', key, 'until', string.format('%.0f', at + pause), 'told', 0)
          end
          redis.call('PEXPIRE', key, ARGV[3])
        end
        return {0, 0}
        """;

    /// <summary>KEYS account bucket [, network bucket]. ARGV free of the network.</summary>
    public const string Forgive = """
        redis.call('DEL', KEYS[1])
        if KEYS[2] and tonumber(redis.call('HGET', KEYS[2], 'n') or '0') > 0 then
          if redis.call('HINCRBY', KEYS[2], 'n', -1) < tonumber(ARGV[1]) then redis.call('HDEL', KEYS[2], 'until') end
        end
        return 1
        """;

    /// <summary>KEYS counter. ARGV ttl. Counts within a window that begins with the first.</summary>
    public const string Count = """
        local n = redis.call('INCR', KEYS[1])
        if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return n
        """;
}
