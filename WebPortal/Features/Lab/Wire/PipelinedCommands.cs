using StackExchange.Redis.Profiling;

namespace WebPortal.Features.Lab.Wire;

/// <summary>
/// Lookups of sessions that several requests ask in the same moment leave in one write (Sessions/AutoPipeline), outside of any request's flow. While
/// a recording is made they are kept here, and found again by the session's tag, which stands in their keys and in the cookie.
/// </summary>
internal sealed class PipelinedCommands
{
    private readonly Lock _gate = new();
    private readonly List<(DateTime At, WireCommand Command)> _kept = [];

    /// <summary>For commands without a flow of their own; null while nobody records.</summary>
    public ProfilingSession? Session { get; private set; }

    public void Keep()
    {
        lock (_gate)
            Session ??= new ProfilingSession();
    }

    public void Forget()
    {
        lock (_gate)
        {
            Session = null;
            _kept.Clear();
        }
    }

    public List<(DateTime At, WireCommand Command)> Take(string cookie)
    {
        lock (_gate)
        {
            if (Session is { } session)
                _kept.AddRange(session.FinishProfiling().Select(c => (c.CommandCreated, RedisMessage.Read(c))));
            var taken = _kept.Where(k => (k.Command.Keys ?? []).Exists(key => IsOf(key, cookie))).ToList();
            _kept.RemoveAll(taken.Contains);
            return taken;
        }
    }

    // lab-s:{tag}:session:… and __Host-lab-session=tag.secret
    private static bool IsOf(string key, string cookie)
    {
        var (from, to) = (key.IndexOf('{', StringComparison.Ordinal), key.IndexOf('}', StringComparison.Ordinal));
        return from >= 0 && to > from && cookie.Contains($"={key[(from + 1)..to]}.", StringComparison.Ordinal);
    }
}
