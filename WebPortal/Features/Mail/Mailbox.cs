namespace WebPortal.Features.Mail;

/// <summary>Development: keeps the mails that would have been sent, for <c>/dev/mailbox</c>.</summary>
internal sealed class Mailbox(TimeProvider time) : IMailCarrier
{
    private const int Kept = 200;
    private readonly Lock _lock = new();
    private readonly LinkedList<KeptLetter> _letters = new();
    private int _last;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<KeptLetter> All
    {
        get
        {
            lock (_lock)
                return [.. _letters];
        }
    }

    public KeptLetter? Find(int id) => All.FirstOrDefault(l => l.Id == id);

    public Task CarryAsync(Letter letter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _letters.AddFirst(new KeptLetter(++_last, time.GetUtcNow(), letter));
            if (_letters.Count > Kept)
                _letters.RemoveLast();
        }
        return Task.CompletedTask;
    }
}

internal sealed record KeptLetter(int Id, DateTimeOffset At, Letter Letter);
