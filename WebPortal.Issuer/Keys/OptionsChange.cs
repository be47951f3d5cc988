using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace WebPortal.Issuer.Keys;

/// <summary>Says that options must be built anew. Each token can say so once, so there is always a next one.</summary>
internal sealed class OptionsChange<TOptions> : IOptionsChangeTokenSource<TOptions>, IDisposable
{
    private CancellationTokenSource _next = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref _next).Token);

    public void Announce()
    {
        using var before = Interlocked.Exchange(ref _next, new CancellationTokenSource());
        before.Cancel();
    }

    public void Dispose() => _next.Dispose();
}
