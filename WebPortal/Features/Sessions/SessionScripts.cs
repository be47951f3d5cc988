using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace WebPortal.Features.Sessions;

/// <summary>
/// The Lua scripts: each runs atomically on one hash slot, and only touches keys it was given.
/// A session is a hash of three fields: <c>state</c> = "epoch everybody seen idle end" (the last three in ms), <c>ticket</c>, <c>about</c>.
/// Time is Redis's own, so that skewed instances agree. A full Redis (noeviction) refuses a script whose first write takes memory, and lets the rest of
/// one pass: where people must stay in, or an end must hold, the first write is one that takes none.
/// </summary>
internal static class SessionScripts
{
    private const string Prelude = """
        local function now()
          local t = redis.call('TIME')
          return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        end
        local function int(n) return string.format('%.0f', n) end
        local function read(state) return string.match(state, '^(%S+) (%S+) (%d+) (%d+) (%d+)$') end
        local function live_until(list, id, at, flag)
          if flag then redis.call('ZADD', list, flag, int(at), id) else redis.call('ZADD', list, int(at), id) end
          local last = redis.call('ZREVRANGE', list, 0, 0, 'WITHSCORES')
          if last[2] then redis.call('PEXPIREAT', list, int(tonumber(last[2]))) end
        end

        """;

    /// <summary>
    /// KEYS session, epoch, list, ended, ended-all [, everybody, everybody-ended: not on a cluster, where they are in another slot].
    /// ARGV touch interval (0: do not touch, -1: nor return the ticket), id.
    /// Returns the ticket alone; or {0, why it ended}; or {1, ticket, touched, everybody's count that the session was born under}.
    /// </summary>
    public const string Find =
        Prelude
        + """
            local s = redis.call('HMGET', KEYS[1], 'state', 'ticket')
            if not s[1] or not s[2] then return {0, redis.call('GET', KEYS[4])} end
            local epoch, everybody, seen, idle, fin = read(s[1])
            if epoch ~= (redis.call('GET', KEYS[2]) or '0') then return {0, redis.call('GET', KEYS[5])} end
            if KEYS[6] and everybody ~= (redis.call('GET', KEYS[6]) or '0') then return {0, redis.call('GET', KEYS[7])} end
            local every, touched = tonumber(ARGV[1]), 0
            if every > 0 then
              local at = now()
              idle, fin = tonumber(idle), tonumber(fin)
              local ends = math.min(at + idle, fin)
              if ends <= at then
                redis.call('DEL', KEYS[1])
                return {0, redis.call('GET', KEYS[4])}
              end
              if at - tonumber(seen) >= math.min(every, idle / 4) then
                redis.call('PEXPIREAT', KEYS[1], int(ends))
                redis.call('HSET', KEYS[1], 'state', table.concat({epoch, everybody, int(at), int(idle), int(fin)}, ' '))
                live_until(KEYS[3], ARGV[2], ends, 'XX')
                touched = 1
              end
            end
            if every < 0 then s[2] = '' end
            if KEYS[6] and touched == 0 then return s[2] end
            return {1, s[2], touched, everybody}
            """;

    /// <summary>The name that Redis gives to <see cref="Find"/>.</summary>
    [SuppressMessage(
        "Security",
        "CA5350",
        Justification = "Redis names scripts by SHA-1; nothing rests on its strength."
    )]
    public static readonly byte[] FindHash = SHA1.HashData(Encoding.UTF8.GetBytes(Find));

    /// <summary>
    /// KEYS session, list, epoch, ended, replaced session, its ended. ARGV id, expected epoch, everybody, idle ms, absolute ms, ticket, about,
    /// cap, epoch ttl, replaced id or '', must be live, tombstone of the replaced, its ttl.
    /// Returns 0 created, 1 overtaken, 2 already ended, 3 gone.
    /// </summary>
    public const string Create =
        Prelude
        + """
            if redis.call('EXISTS', KEYS[4]) == 1 then return {2} end
            local epoch = redis.call('GET', KEYS[3]) or '0'
            if epoch ~= ARGV[2] then return {1} end
            local at, everybody, replaced = now(), ARGV[3], 0
            local idle, fin = tonumber(ARGV[4]), at + tonumber(ARGV[5])
            if ARGV[10] ~= '' then
              local state = redis.call('HGET', KEYS[5], 'state')
              if state then
                local old_epoch, old_everybody, _, _, old_fin = read(state)
                if old_epoch == epoch then
                  replaced = 1
                  if ARGV[11] == '1' then everybody, fin = old_everybody, tonumber(old_fin) end
                end
              end
              if replaced == 0 and ARGV[11] == '1' then return {3} end
              redis.call('DEL', KEYS[5])
              redis.call('ZREM', KEYS[2], ARGV[10])
              if replaced == 1 then redis.call('SET', KEYS[6], ARGV[12], 'PX', ARGV[13]) end
            end
            local ends = math.min(at + idle, fin)
            redis.call('HSET', KEYS[1], 'state', table.concat({epoch, everybody, int(at), int(idle), int(fin)}, ' '), 'ticket', ARGV[6], 'about', ARGV[7])
            redis.call('PEXPIREAT', KEYS[1], int(ends))
            redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', int(at))
            live_until(KEYS[2], ARGV[1], ends)
            if epoch ~= '0' then redis.call('PEXPIRE', KEYS[3], ARGV[9]) end
            local over = {}
            if redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[8]) then over = redis.call('ZRANGE', KEYS[2], 0, -1) end
            return {0, replaced, int(fin), over}
            """;

    /// <summary>KEYS session. ARGV ticket. 1 when it was alive. Never creates: HSET on a missing key would.</summary>
    public const string ReplaceTicket = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'ticket', ARGV[1])
        return 1
        """;

    /// <summary>KEYS session, list, ended. ARGV id, tombstone, ttl, known. Returns {1} when this call ended it, else {0, prior tombstone}.</summary>
    public const string End = """
        redis.call('ZREM', KEYS[2], ARGV[1])
        if redis.call('DEL', KEYS[1]) == 1 then
          redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
          return {1}
        end
        local prior = redis.call('GET', KEYS[3])
        if not prior and ARGV[4] == '1' then redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3]) end
        return {0, prior}
        """;

    /// <summary>KEYS epoch, list, ended-all, kept session. ARGV epoch ttl, tombstone, its ttl, kept id or ''. Returns the ids that were alive.</summary>
    public const string EndAll =
        Prelude
        + """
            local at = now()
            redis.call('PEXPIRE', KEYS[3], ARGV[3])
            local epoch = int(redis.call('INCR', KEYS[1]))
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
            local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. int(at), '+inf')
            redis.call('DEL', KEYS[2])
            if ARGV[4] ~= '' then
              local state = redis.call('HGET', KEYS[4], 'state')
              if state then
                local old, everybody, seen, idle, fin = read(state)
                if old == int(tonumber(epoch) - 1) then
                  redis.call('HSET', KEYS[4], 'state', table.concat({epoch, everybody, seen, idle, fin}, ' '))
                  live_until(KEYS[2], ARGV[4], math.min(tonumber(seen) + tonumber(idle), tonumber(fin)))
                end
              end
            end
            return ids
            """;

    /// <summary>KEYS everybody, everybody-ended. ARGV tombstone, its ttl. Returns the new count.</summary>
    public const string EndEverybody = """
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        return redis.call('INCR', KEYS[1])
        """;

    /// <summary>KEYS session. ARGV count before, count after. Carries one session over an "end everybody", unless it had ended already.</summary>
    public const string CarryOver =
        Prelude
        + """
            local state = redis.call('HGET', KEYS[1], 'state')
            if not state then return 0 end
            local epoch, everybody, seen, idle, fin = read(state)
            if everybody ~= ARGV[1] then return 0 end
            local left = redis.call('PTTL', KEYS[1])
            if left <= 0 then return 0 end
            redis.call('PEXPIRE', KEYS[1], left)
            redis.call('HSET', KEYS[1], 'state', table.concat({epoch, ARGV[2], seen, idle, fin}, ' '))
            return 1
            """;
}
