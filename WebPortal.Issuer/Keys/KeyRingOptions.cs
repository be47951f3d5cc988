using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OpenIddict.Server;
using OpenIddict.Validation;

namespace WebPortal.Issuer.Keys;

/// <summary>
/// Gives OpenIddict the ring's keys, and has its options built anew when the ring changes: without that a rotation
/// would take effect at the next start only.
/// </summary>
internal sealed class KeyRingOptions(KeyRing ring)
    : IConfigureOptions<OpenIddictServerOptions>,
        IOptionsChangeTokenSource<OpenIddictServerOptions>,
        IOptionsChangeTokenSource<OpenIddictValidationOptions>,
        IDisposable
{
    private readonly Lock _swapping = new();
    private CancellationTokenSource _change = new();
    private bool _listening;

    public string Name => Options.DefaultName;

    public void Configure(OpenIddictServerOptions options)
    {
        options.EncryptionCredentials.Add(ring.Encryption);
        options.SigningCredentials.AddRange(ring.Signing);
    }

    public IChangeToken GetChangeToken()
    {
        lock (_swapping)
        {
            if (!_listening)
                ring.Changed += Announce;
            _listening = true;
            return new CancellationChangeToken(_change.Token);
        }
    }

    private void Announce()
    {
        CancellationTokenSource before;
        lock (_swapping)
            (before, _change) = (_change, new CancellationTokenSource());
        before.Cancel();
        before.Dispose();
    }

    public void Dispose()
    {
        ring.Changed -= Announce;
        _change.Dispose();
    }
}
