using System.Threading.Channels;

namespace WebPortal.Issuer.Features.SecurityEvents;

/// <summary>One statement on its way. The body is made per attempt, from the same token: a repeat has the same <c>jti</c>.</summary>
internal sealed record Delivery(string Kind, string Receiver, Uri To, Func<HttpContent> Body);

/// <summary>Delivers in the background: a sign-out never waits for a client, and one that is down delays no other.</summary>
internal sealed partial class Deliveries(IHttpClientFactory http, TimeProvider clock, ILogger<Deliveries> logger)
    : BackgroundService
{
    public const string ClientName = "security-events";
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    // Bounded: a receiver that is down for long must not fill the memory. What falls out is logged.
    private readonly Channel<Delivery> _waiting = Channel.CreateBounded<Delivery>(1000);

    public void Enqueue(Delivery delivery)
    {
        if (!_waiting.Writer.TryWrite(delivery))
            Log.Dropped(logger, delivery.Kind, delivery.Receiver);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(
            _waiting.Reader.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stoppingToken },
            async (delivery, ct) => await DeliverAsync(delivery, ct)
        );

    private async Task DeliverAsync(Delivery delivery, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, final) = await TryAsync(delivery, ct);
            if (final)
            {
                Log.Answered(logger, delivery.Kind, delivery.Receiver, answer, attempt);
                return;
            }
            Log.Failed(logger, delivery.Kind, delivery.Receiver, answer, attempt);
            if (attempt > Pauses.Length)
                return;
            await Task.Delay(Pauses[attempt - 1], clock, ct);
        }
    }

    /// <summary>A 4xx is the receiver's last word: the same token will not become valid by sending it again.</summary>
    private async Task<(string Answer, bool Final)> TryAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            using var client = http.CreateClient(ClientName);
            using var body = delivery.Body();
            using var response = await client.PostAsync(delivery.To, body, ct);
            return (
                ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture),
                (int)response.StatusCode < 500
            );
        }
        catch (Exception e)
            when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (e is HttpRequestException ? "unreachable" : "no answer in time", false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "{Kind} for {Receiver}: answered {Answer} at attempt {Attempt}."
        )]
        public static partial void Answered(ILogger logger, string kind, string receiver, string answer, int attempt);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} for {Receiver}: {Answer} at attempt {Attempt}.")]
        public static partial void Failed(ILogger logger, string kind, string receiver, string answer, int attempt);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} for {Receiver} was dropped: too many are waiting.")]
        public static partial void Dropped(ILogger logger, string kind, string receiver);
    }
}
