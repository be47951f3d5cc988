namespace WebPortal.Features.Account.Throttling;

/// <summary>Lua of <see cref="Throttle"/>. A bucket is a hash: n tries, until (ms) when to wait, told how often. Time is Redis's own.</summary>
internal static class ThrottleScripts
{
    /// <summary>KEYS bucket of the account here [, of the network, the wider one, the account everywhere]. ARGV first wait, longest wait, memory (ms), free of each. Returns {wait ms, nth refusal}.</summary>
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

    /// <summary>KEYS as above. ARGV free of each.</summary>
    public const string Forgive = """
        redis.call('DEL', KEYS[1])
        for i = 2, #KEYS do
          if tonumber(redis.call('HGET', KEYS[i], 'n') or '0') > 0 then
            if redis.call('HINCRBY', KEYS[i], 'n', -1) < tonumber(ARGV[i]) then redis.call('HDEL', KEYS[i], 'until') end
          end
        end
        return 1
        """;

    /// <summary>KEYS counters. ARGV ttl, most of each. Counts one in all of them, or none; a window begins with its first. Returns 1 when counted.</summary>
    public const string Allow = """
        for i, key in ipairs(KEYS) do
          if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[1 + i]) then return 0 end
        end
        for _, key in ipairs(KEYS) do
          if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
        end
        return 1
        """;
}
