namespace WebPortal.Features.Sessions;

internal sealed partial class UserSessions
{
    /// <summary>
    /// Ends sessions that the ledger knows, of any users, in one pipeline. Returns in their order: null when this call ended it, otherwise how it
    /// had ended before. When Redis fails on the way nothing is reported; calling again is harmless.
    /// </summary>
    public async Task<IReadOnlyList<PriorEnd?>> EndManyAsync(
        IReadOnlyList<(string UserId, string Id)> sessions,
        EndReason reason,
        string? by,
        string? words
    )
    {
        var end = new SessionEnd(reason, time.GetUtcNow(), by, words);
        var priors = await Task.WhenAll(
            sessions.Select(s => EndInStoreAsync(SessionReference.Of(s.UserId, s.Id), end, known: true))
        );
        var all = sessions.Zip(priors).ToArray();
        await Task.WhenAll(
            all.Where(s => s.Second is null)
                .Select(s => feed.PublishAsync(new SessionChange(ChangeKind.Ended, s.First.Id, s.First.UserId, end)))
        );
        // A row whose end the ledger missed gets the true one, not this.
        foreach (var same in all.GroupBy(s => s.Second?.End ?? end, s => s.First.Id))
            await RememberAsync(() => ledger.EndedAsync("", [.. same], same.Key, CancellationToken.None));
        // Rotated in the meantime: the browser goes on under a new key, and it was the browser that was meant.
        for (var i = 0; i < all.Length; i++)
        {
            if (priors[i]?.End?.Successor is { } successor)
                priors[i] = await EndAsync(sessions[i].UserId, successor, reason, by, words);
        }
        return priors;
    }
}
