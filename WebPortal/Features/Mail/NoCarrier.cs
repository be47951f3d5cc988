namespace WebPortal.Features.Mail;

/// <summary>No mail server is configured. Said at start and at every mail that is not sent, never with its text.</summary>
internal sealed partial class NoCarrier(ILogger<NoCarrier> logger) : IMailCarrier
{
    public Task CarryAsync(Letter letter, CancellationToken cancellationToken)
    {
        Log.NotSent(logger, letter.Subject);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Not sent, because Mail:Smtp:Host is not set: “{Subject}”.")]
        public static partial void NotSent(ILogger logger, string subject);
    }
}
