using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

/// <summary>
/// Open streams (server-sent events, sockets) of sessions. A stream authenticates once, when it opens, so somebody must close it when its
/// session ends: the feed does so at once, and a re-check of all open streams in one pipeline does so within a second when pub/sub is cut.
/// </summary>
internal sealed partial class SessionStreams(
    ISessionStore store,
    SessionFeed feed,
    IOptions<UserSessionOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<SessionStreams> logger
) : BackgroundService
{
    private const int MaxPerSession = 20;

    private readonly ConcurrentDictionary<Stream, byte> _open = new();

    private volatile bool _silent;

    /// <summary>Streams open on this instance.</summary>
    public int Count => _open.Count;

    /// <summary>
    /// The changes that <paramref name="filter"/> lets through, until the session ends; its own end is the last element and always comes.
    /// A slow reader loses the oldest changes, never its own end.
    /// </summary>
    public async IAsyncEnumerable<SessionChange> WatchAsync(
        SessionReference session,
        string userId,
        Func<SessionChange, bool> filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Without ApplicationStopping an open stream would hold up a shutdown for 30 s.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        var stream = new Stream(session, userId);
        // The browser itself opens six to a host; one session that opened thousands would keep the re-check of everybody's busy.
        if (_open.Keys.Count(s => s.Session == session) >= MaxPerSession)
            yield break;
        using var subscription = feed.Listen(change => stream.Offer(change, filter(change)));
        _open[stream] = 0;
        try
        {
            // Between the request's own check and the subscription the session may have ended.
            await CheckAsync([stream]);
            while (await WaitAsync(stream, stop.Token))
            {
                while (stream.Changes.Reader.TryRead(out var change))
                {
                    if (!ReferenceEquals(change, stream.End))
                        yield return change;
                }
                if (stream.End is { } end)
                {
                    yield return end;
                    yield break;
                }
            }
        }
        finally
        {
            _open.TryRemove(stream, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.StreamCheckInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await CheckAsync([.. _open.Keys]);
    }

    private async Task CheckAsync(Stream[] streams)
    {
        if (streams.Length == 0)
            return;
        try
        {
            var sessions = streams.ToLookup(s => s.Session);
            SessionReference[] asked = [.. sessions.Select(s => s.Key)];
            var live = await store.AreLiveAsync(asked);
            TellAll(silent: false);
            foreach (var session in asked.Where((_, i) => !live[i]))
            {
                var found = await store.FindAsync(session, touch: false);
                if (found.Ticket is not null)
                    continue;
                foreach (var stream in sessions[session])
                    stream.Close(found.End);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // An outage is not an end. The next round asks again.
            Log.NotChecked(logger, streams.Length, e.GetType().Name);
            TellAll(silent: true);
        }
    }

    // Once at each turn: an open page shows no figure that nobody can vouch for, and shows it again when somebody can.
    private void TellAll(bool silent)
    {
        if (_silent == silent)
            return;
        _silent = silent;
        foreach (var stream in _open.Keys)
            stream.Changes.Writer.TryWrite(new SessionChange(ChangeKind.Unsure, "", "", null));
    }

    private static async Task<bool> WaitAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.Changes.Reader.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class Stream(SessionReference session, string userId)
    {
        public SessionReference Session => session;

        public Channel<SessionChange> Changes { get; } =
            Channel.CreateBounded<SessionChange>(
                new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest }
            );

        public SessionChange? End { get; private set; }

        public void Offer(SessionChange change, bool wanted)
        {
            var own =
                change.Kind == ChangeKind.Ended && change.Id == session.Id
                || change.Kind == ChangeKind.EverybodyEnded && change.Id != session.Id;
            if (own)
                Close(change.End);
            else if (wanted)
                Changes.Writer.TryWrite(change);
        }

        public void Close(SessionEnd? end)
        {
            End ??= new SessionChange(ChangeKind.Ended, session.Id, userId, end);
            Changes.Writer.TryWrite(End);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Count} open streams could not be re-checked: {Error}.")]
        public static partial void NotChecked(ILogger logger, int count, string error);
    }
}
