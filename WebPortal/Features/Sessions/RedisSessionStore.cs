using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

// Long because: every operation of the one store stands in one place, beside how its script's answer is read.
/// <summary>
/// The session store. Redis 6 or later, Redis Cluster, or a compatible server with Lua; strings, hashes, sorted sets and Lua only.
/// </summary>
internal sealed class RedisSessionStore(
    IConnectionMultiplexer redis,
    IOptions<UserSessionOptions> options,
    [FromKeyedServices(RedisSessionStore.Waits)] IConnectionMultiplexer? waits = null
) : ISessionStore
{
    /// <summary>Key of a second connection in the container, for <see cref="UserSessionOptions.WaitForReplicas"/>.</summary>
    public const string Waits = "waits";

    // By default a read, and every script counts as one, goes to a replica while the primary is away. A replica may not have heard of an end.
    private const CommandFlags Primary = CommandFlags.DemandMaster;

    private readonly UserSessionOptions _options = options.Value;
    private readonly RedisSessionKeys _keys = new(options.Value.KeyPrefix);
    private readonly AutoPipeline _pipeline = new(redis);
    private readonly ReplicaWait? _replicas =
        options.Value.WaitForReplicas > 0
            ? new(
                waits ?? redis,
                new RedisSessionKeys(options.Value.KeyPrefix).Replicated,
                options.Value.WaitForReplicas
            )
            : null;
    private bool? _isCluster;

    private IDatabase Database => redis.GetDatabase();

    // Longer than any session that could carry the value: an epoch that expired early would let an ended session in again.
    private long EpochTtl =>
        (long)
            TimeSpan
                .FromTicks(Math.Max(_options.KeepAbsoluteLimit.Ticks, _options.AbsoluteLimit.Ticks))
                .Add(TimeSpan.FromDays(1))
                .TotalMilliseconds;

    private long RememberMs => (long)_options.RememberEnd.TotalMilliseconds;

    // A script may not read keys of two slots, so on a cluster the count of "end everybody" is a second command of the same pipeline.
    private bool IsCluster
    {
        get
        {
            if (_isCluster is { } known)
                return known;
            var isCluster = redis.GetServers().Any(s => s.ServerType == ServerType.Cluster);
            if (redis.IsConnected)
                _isCluster = isCluster;
            return isCluster;
        }
    }

    public async Task<SessionEpoch> GetEpochAsync(string userId)
    {
        var db = Database;
        var user = db.StringGetAsync(_keys.Epoch(SessionKey.TagOf(userId)), Primary);
        var everybody = db.StringGetAsync(_keys.Everybody, Primary);
        return new SessionEpoch(OrZero(await user), OrZero(await everybody));
    }

    public async Task<SessionCreation> CreateAsync(
        UserSession session,
        byte[] ticket,
        SessionEpoch epoch,
        SessionReplacement? replaces
    )
    {
        var reference = session.Reference;
        var old = new SessionReference(reference.Tag, replaces?.Id ?? session.Id);
        var replaced = new SessionEnd(EndReason.Replaced, session.Started, session.UserId, Successor: session.Id);
        var reply = (RedisResult[])
            (
                await Database.ScriptEvaluateAsync(
                    SessionScripts.Create,
                    [
                        _keys.Session(reference),
                        _keys.List(reference.Tag),
                        _keys.Epoch(reference.Tag),
                        _keys.Ended(reference),
                        _keys.Session(old),
                        _keys.Ended(old),
                    ],
                    [
                        session.Id,
                        epoch.User,
                        epoch.Everybody,
                        (long)session.IdleLimit.TotalMilliseconds,
                        (long)(session.Ends - session.Started).TotalMilliseconds,
                        ticket,
                        StoredSession.From(session).ToBytes(),
                        _options.MaxPerUser,
                        EpochTtl,
                        replaces?.Id ?? "",
                        replaces is { MustBeLive: true } ? 1 : 0,
                        replaced.ToBytes(),
                        RememberMs,
                    ],
                    Primary
                )
            )!;
        var refused = (int)reply[0] switch
        {
            0 => (RefusalReason?)null,
            1 => RefusalReason.Overtaken,
            2 => RefusalReason.AlreadyEnded,
            _ => RefusalReason.Gone,
        };
        if (refused is not null)
            return new SessionCreation(refused, false, session.Ends, []);
        var overflow = await OldestBeyondCapAsync(reference, (string[])reply[3]!);
        return new SessionCreation(null, (int)reply[1] == 1, FromMs((long)reply[2]), overflow);
    }

    public async Task<SessionLookup> FindAsync(SessionReference session, bool touch)
    {
        var (script, everybody) = Find(session, touch ? (long)_options.TouchInterval.TotalMilliseconds : 0);
        var reply = await script;
        if (IsPlainlyLive(reply))
            return new SessionLookup((byte[]?)reply, null, false);
        var parts = (RedisResult[])reply!;
        if ((int)parts[0] == 0)
            return new SessionLookup(null, SessionEnd.Parse((byte[]?)parts[1]), false);
        return await IsOfTodayAsync(parts, everybody)
            ? new SessionLookup((byte[]?)parts[1], null, (int)parts[2] == 1)
            : new SessionLookup(
                null,
                SessionEnd.Parse(await Database.StringGetAsync(_keys.EverybodyEnded, Primary)),
                false
            );
    }

    public async Task<bool[]> AreLiveAsync(IReadOnlyCollection<SessionReference> sessions)
    {
        var asked = sessions.Select(s => Find(s, -1)).ToArray();
        var live = new bool[asked.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            var reply = await asked[i].Script;
            live[i] =
                IsPlainlyLive(reply)
                || (RedisResult[])reply! is [var found, ..] parts
                    && (int)found == 1
                    && await IsOfTodayAsync(parts, asked[i].Everybody);
        }
        return live;
    }

    public async Task<bool> ReplaceTicketAsync(SessionReference session, byte[] ticket) =>
        (int)
            await Database.ScriptEvaluateAsync(
                SessionScripts.ReplaceTicket,
                [_keys.Session(session)],
                [ticket],
                Primary
            ) == 1;

    public async Task<PriorEnd?> EndAsync(SessionReference session, SessionEnd end, bool known)
    {
        var reply = (RedisResult[])
            (
                await Database.ScriptEvaluateAsync(
                    SessionScripts.End,
                    [_keys.Session(session), _keys.List(session.Tag), _keys.Ended(session)],
                    [session.Id, end.ToBytes(), RememberMs, known ? 1 : 0],
                    Primary
                )
            )!;
        var prior = (int)reply[0] == 1 ? null : new PriorEnd(SessionEnd.Parse((byte[]?)reply[1]));
        // Of a session that goes on under another key nothing was ended here: who asked goes on to that one, whatever the replicas do.
        if (prior?.End?.Successor is null)
            await (_replicas?.EnsureAsync() ?? Task.CompletedTask);
        return prior;
    }

    public async Task<IReadOnlyList<string>> EndAllAsync(string userId, SessionEnd end, string? exceptId)
    {
        var tag = SessionKey.TagOf(userId);
        var kept = new SessionReference(tag, exceptId ?? "");
        var tombstone = end.ToBytes();
        var alive = (string[])
            (
                await Database.ScriptEvaluateAsync(
                    SessionScripts.EndAll,
                    [_keys.Epoch(tag), _keys.List(tag), _keys.EndedAll(tag), _keys.Session(kept)],
                    [EpochTtl, tombstone, RememberMs, exceptId ?? ""],
                    Primary
                )
            )!;
        await (_replicas?.EnsureAsync() ?? Task.CompletedTask);
        var ended = alive.Where(id => id != exceptId).ToArray();

        // They are dead already, by the epoch. What follows frees memory and lets each say why.
        var cleaning = ended.SelectMany(id =>
        {
            var reference = new SessionReference(tag, id);
            return new Task[]
            {
                Database.KeyDeleteAsync(_keys.Session(reference)),
                Database.StringSetAsync(_keys.Ended(reference), tombstone, _options.RememberEnd),
            };
        });
        try
        {
            await Task.WhenAll(cleaning);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Their own TTL removes them.
        }
        return ended;
    }

    public async Task EndEverybodyAsync(SessionEnd end, SessionReference? except)
    {
        var count = (long)
            await Database.ScriptEvaluateAsync(
                SessionScripts.EndEverybody,
                [_keys.Everybody, _keys.EverybodyEnded],
                [end.ToBytes(), RememberMs],
                Primary
            );
        if (except is { } kept)
            await Database.ScriptEvaluateAsync(
                SessionScripts.CarryOver,
                [_keys.Session(kept)],
                [count - 1, count],
                Primary
            );
        await (_replicas?.EnsureAsync() ?? Task.CompletedTask);
    }

    public async Task<IReadOnlyList<UserSession>> ListAsync(string userId)
    {
        var tag = SessionKey.TagOf(userId);
        var db = Database;
        var references = (await db.SortedSetRangeByRankAsync(_keys.List(tag), flags: Primary))
            .Select(id => new SessionReference(tag, id!))
            .ToArray();
        var about = references.Select(r => db.HashGetAsync(_keys.Session(r), ["about", "state"], Primary)).ToArray();
        var live = await AreLiveAsync(references);
        var sessions = new List<UserSession>();
        for (var i = 0; i < references.Length; i++)
        {
            var fields = await about[i];
            if (live[i] && StoredSession.Parse((byte[]?)fields[0]) is { } stored)
                sessions.Add(stored.ToSession(userId, references[i].Id, fields[1].ToString()));
        }
        return [.. sessions.OrderBy(s => s.Started)];
    }

    private (Task<RedisResult> Script, Task<RedisValue>? Everybody) Find(SessionReference session, long touch)
    {
        var db = Database;
        RedisKey[] keys =
        [
            _keys.Session(session),
            _keys.Epoch(session.Tag),
            _keys.List(session.Tag),
            _keys.Ended(session),
            _keys.EndedAll(session.Tag),
        ];
        return IsCluster
            ? (EvaluateFindAsync(db, keys, [touch, session.Id]), db.StringGetAsync(_keys.Everybody, Primary))
            : (EvaluateFindAsync(db, [.. keys, _keys.Everybody, _keys.EverybodyEnded], [touch, session.Id]), null);
    }

    // By its hash: asked by its text, the client hashes the text again on every request (docs/performance.md). A server that does not know
    // the script, because it was restarted or is new, is asked once more by the text, which leaves the script with it.
    private async Task<RedisResult> EvaluateFindAsync(IDatabase db, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await _pipeline.EvaluateAsync(SessionScripts.FindHash, keys, values, Primary);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await db.ScriptEvaluateAsync(SessionScripts.Find, keys, values, Primary);
        }
    }

    // Nearly every answer: the ticket and nothing else, which is quickest to read.
    private static bool IsPlainlyLive(RedisResult reply) => reply.Resp2Type == ResultType.BulkString;

    // On a cluster the script could not see everybody's count, and it came beside it.
    private static async Task<bool> IsOfTodayAsync(RedisResult[] parts, Task<RedisValue>? everybody) =>
        everybody is null || (string?)parts[3] == OrZero(await everybody);

    private async Task<IReadOnlyList<string>> OldestBeyondCapAsync(SessionReference newest, string[] all)
    {
        if (all.Length == 0)
            return [];
        var db = Database;
        var about = await Task.WhenAll(
            all.Select(id => db.HashGetAsync(_keys.Session(newest with { Id = id }), "about", Primary))
        );
        // Never the new one itself, though this machine's clock may be behind that of the one which wrote the others.
        return all.Zip(about)
            .OrderBy(pair => StoredSession.Parse((byte[]?)pair.Second)?.Started ?? 0)
            .Select(pair => pair.First)
            .Where(id => id != newest.Id)
            .Take(all.Length - _options.MaxPerUser)
            .ToArray();
    }

    private static string OrZero(RedisValue value) => value.IsNull ? "0" : value.ToString();

    private static DateTimeOffset FromMs(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
