using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

/// <summary>The key layout. Everything of one user carries the same hash tag, and so lives in one slot of a Redis Cluster.</summary>
internal sealed class RedisSessionKeys(string prefix)
{
    /// <summary>Hash: state, ticket, about. Lives until the session's idle or absolute end, whichever is first.</summary>
    public RedisKey Session(SessionReference s) => $"{prefix}:{{{s.Tag}}}:session:{s.Id}";

    /// <summary>Sorted set: session id → when it ends (ms). Lives as long as its longest member.</summary>
    public RedisKey List(string tag) => $"{prefix}:{{{tag}}}:sessions";

    /// <summary>Counts the "end all" of this user. Lives longer than any session that carries it.</summary>
    public RedisKey Epoch(string tag) => $"{prefix}:{{{tag}}}:epoch";

    /// <summary>Why one session ended; a day.</summary>
    public RedisKey Ended(SessionReference s) => $"{prefix}:{{{s.Tag}}}:ended:{s.Id}";

    /// <summary>Why all sessions of this user ended; a day.</summary>
    public RedisKey EndedAll(string tag) => $"{prefix}:{{{tag}}}:ended";

    /// <summary>Counts the "end everybody". Lives for ever; 20 bytes.</summary>
    public RedisKey Everybody { get; } = $"{prefix}:{{everybody}}";

    /// <summary>Why everybody's sessions ended; a day.</summary>
    public RedisKey EverybodyEnded { get; } = $"{prefix}:{{everybody}}:ended";

    /// <summary>Written to see how far replicas are (<see cref="ReplicaWait"/>); a minute.</summary>
    public RedisKey Replicated { get; } = $"{prefix}:replicated";

    /// <summary>Pub/sub channel of starts and ends. Nothing depends on it for correctness.</summary>
    public RedisChannel Changes { get; } = RedisChannel.Literal($"{prefix}:sessions");

    /// <summary>Pub/sub channel of <see cref="Acknowledgements"/>.</summary>
    public RedisChannel Heard { get; } = RedisChannel.Literal($"{prefix}:heard");
}
