using System.Threading.Channels;

namespace WebPortal.Features.Mail;

/// <summary>
/// Sends letters off the request path, so that the time of an answer does not tell whether one was sent. Bounded; a letter that fails is tried
/// again after a while. A process that is stopped sends what waits first, for a second at most; what a crash loses, the person asks for again.
/// </summary>
internal sealed partial class Outbox(IMailCarrier carrier, TimeProvider time, ILogger<Outbox> logger)
    : BackgroundService
{
    private const int Capacity = 1000;

    internal static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(10),
    ];

    /// <summary>Of the five that stopping may take, streams and requests included.</summary>
    internal static readonly TimeSpan LastSecond = TimeSpan.FromSeconds(1);

    private readonly Channel<(Letter Letter, int Failures)> _queue = Channel.CreateBounded<(Letter, int)>(
        new BoundedChannelOptions(Capacity) { SingleReader = true }
    );

    /// <summary>Returns at once.</summary>
    public void Post(Letter letter) => Enqueue(letter, failures: 0);

    // The server has stopped by now, so nobody posts any more.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } sending)
            await sending
                .WaitAsync(LastSecond, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (letter, failures) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await carrier.CarryAsync(letter, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Retry(letter, failures, e, stoppingToken);
            }
        }
    }

    private void Enqueue(Letter letter, int failures)
    {
        if (!_queue.Writer.TryWrite((letter, failures)))
            Log.Full(logger, Capacity);
    }

    // Beside the queue, so that one bad address does not hold up everybody else's mail.
    private void Retry(Letter letter, int failures, Exception exception, CancellationToken stoppingToken)
    {
        if (failures >= Retries.Length)
        {
            Log.GivenUp(logger, exception, failures + 1);
            return;
        }
        // Only the type: a server's answer may quote the address or the text.
        Log.TriedAgain(logger, exception.GetType().Name, Retries[failures]);
        _ = LaterAsync();

        async Task LaterAsync()
        {
            await Task.Delay(Retries[failures], time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
                Enqueue(letter, failures + 1);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A mail was dropped: {Capacity} are waiting already.")]
        public static partial void Full(ILogger logger, int capacity);

        [LoggerMessage(2, LogLevel.Warning, "A mail could not be sent ({Error}); trying again in {Wait}.")]
        public static partial void TriedAgain(ILogger logger, string error, TimeSpan wait);

        [LoggerMessage(3, LogLevel.Error, "A mail could not be sent in {Tries} tries and was given up.")]
        public static partial void GivenUp(ILogger logger, Exception exception, int tries);
    }
}
