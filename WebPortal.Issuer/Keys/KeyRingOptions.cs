using Microsoft.Extensions.Options;
using OpenIddict.Server;
using OpenIddict.Validation;

namespace WebPortal.Issuer.Keys;

/// <summary>
/// Gives OpenIddict the ring's keys, and has its options built anew when the ring changes: without that a rotation
/// would take effect at the next start only.
/// </summary>
internal sealed class KeyRingOptions : IConfigureOptions<OpenIddictServerOptions>
{
    private readonly KeyRing _ring;

    public KeyRingOptions(
        KeyRing ring,
        OptionsChange<OpenIddictServerOptions> server,
        OptionsChange<OpenIddictValidationOptions> validation
    )
    {
        _ring = ring;
        // In this order: validation copies its keys from the server's options, at once.
        ring.Changed += server.Announce;
        ring.Changed += validation.Announce;
    }

    public void Configure(OpenIddictServerOptions options)
    {
        options.EncryptionCredentials.Add(_ring.Encryption);
        options.SigningCredentials.AddRange(_ring.Signing);
    }
}
