namespace WebPortal.Features.Lab.Lanes.Issuer;

/// <summary>Live access tokens, and the people and machines that hold them: what ends when the keys that signed them go.</summary>
internal sealed record KeyHolders(int Tokens, int Holders)
{
    public override string ToString() =>
        $"{Tokens} live {(Tokens == 1 ? "token" : "tokens")}, held by {(Holders == 1 ? "one person or machine" : $"{Holders} people or machines")}";
}

/// <summary>For pages: the count before anybody presses, asked of the issuer at most once in two seconds; null where it cannot be had.</summary>
internal sealed class KeyPreview(LabIssuer issuer, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(2);
    private (long At, Task<KeyHolders?> Holders)? _last;

    public Task<KeyHolders?> CountAsync()
    {
        if (!issuer.IsSet)
            return Task.FromResult<KeyHolders?>(null);
        if (_last is { } last && time.GetElapsedTime(last.At) < Keep)
            return last.Holders;
        var holders = AskAsync();
        _last = (time.GetTimestamp(), holders);
        return holders;
    }

    private async Task<KeyHolders?> AskAsync()
    {
        using var patience = new CancellationTokenSource(Keep);
        try
        {
            return await issuer.KeyHoldersAsync(patience.Token);
        }
        catch (Exception e) when (e is Client.LabFailure or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
