namespace WebPortal.Features.Lab.Claims;

/// <summary>
/// A station that measures what claims say. It keeps its runs itself; the ledger asks each station for the last value by claim. Register the
/// implementation as <c>IMeasured</c>, nothing else is needed.
/// </summary>
internal interface IMeasured
{
    /// <summary>The newest value of each claim that this station has measured on this server, by the number of the claim.</summary>
    ValueTask<IReadOnlyDictionary<int, Measurement>> LastAsync(CancellationToken ct);
}

/// <param name="What">What was measured: “With a shared store”.</param>
/// <param name="Value">In words and figures: “0 of 1,000 requests refused”.</param>
/// <param name="At">When.</param>
/// <param name="Run">The address of the run, where it has one.</param>
/// <param name="Contradicts">The run speaks against the verdict of the ledger, which the page then says.</param>
internal sealed record Measurement(
    string What,
    string Value,
    DateTimeOffset At,
    string? Run = null,
    bool Contradicts = false
);
