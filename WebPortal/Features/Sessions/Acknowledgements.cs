using System.Collections.Concurrent;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

/// <summary>
/// How long an end takes from its call until the last instance has moved its open pages: each instance that hears of an end says so, and the one that
/// made it counts, by its own clock. Only for the figure, and only while somebody listens to it; what is lost on the way is not counted.
/// </summary>
internal sealed class Acknowledgements(RedisChannel channel, SessionMetrics metrics, TimeProvider time)
{
    // What is never acknowledged, since pub/sub was cut, must not pile up.
    private const int Most = 1000;
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    private readonly string _instance = RandomNumberGenerator.GetHexString(16);
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private long _asked;

    /// <summary>The change as it is to be sent: with a question when the answer is wanted.</summary>
    public SessionChange Ask(SessionChange change)
    {
        // An end of long ago is told again to whoever asks for it twice.
        if (change.End is not { } end || !metrics.WantsAcknowledgements || time.GetUtcNow() - end.At > Recent)
            return change;
        if (_waiting.Count >= Most)
            _waiting.Clear();
        var question = $"{_instance}-{Interlocked.Increment(ref _asked)}";
        _waiting[question] = new Waiting(end.At);
        return change with { Question = question };
    }

    /// <summary>So many have received it.</summary>
    public void Sent(SessionChange change, long receivers)
    {
        if (change.Question is { } question && _waiting.TryGetValue(question, out var waiting))
            Finish(question, waiting, Interlocked.Add(ref waiting.Missing, (int)receivers));
    }

    /// <summary>This instance has done what follows from it.</summary>
    public void Answer(ISubscriber subscriber, SessionChange change)
    {
        if (change.Question is { } question)
            _ = subscriber.PublishAsync(channel, question, CommandFlags.FireAndForget);
    }

    public void Heard(RedisValue question)
    {
        if (_waiting.TryGetValue(question.ToString(), out var waiting))
            Finish(question.ToString(), waiting, Interlocked.Decrement(ref waiting.Missing));
    }

    // Answers may come before the number of those who were asked: it is below zero then, and back at zero with the last of the two.
    private void Finish(string question, Waiting waiting, int missing)
    {
        if (missing == 0 && _waiting.TryRemove(question, out _))
            metrics.Acknowledged(waiting.Since, time.GetUtcNow());
    }

    private sealed class Waiting(DateTimeOffset since)
    {
        public int Missing;

        public DateTimeOffset Since => since;
    }
}
