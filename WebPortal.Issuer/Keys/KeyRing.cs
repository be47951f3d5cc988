using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Issuer.Keys;

/// <summary>
/// The keys of the issuer: the newest of each algorithm signs, older ones stay published so that what they signed can
/// still be checked, until they are retired. One lock; readers get an unchanging list.
/// </summary>
internal sealed class KeyRing
{
    private readonly KeyFiles _files;
    private readonly Lock _changing = new();
    private volatile IReadOnlyList<SigningCredentials> _signing;

    public KeyRing(KeyFiles files)
    {
        _files = files;
        foreach (var algorithm in KeyFiles.Algorithms)
        {
            if (!_files.Signing().Any(c => c.Algorithm == algorithm))
                _files.CreateSigning(algorithm);
        }
        _signing = [.. _files.Signing()];
        Encryption = _files.Encryption();
    }

    public event Action? Changed;

    public EncryptingCredentials Encryption { get; }

    /// <summary>RSA first and newest first: the head is what signs.</summary>
    public IReadOnlyList<SigningCredentials> Signing => _signing;

    public SigningCredentials Current => For(SecurityAlgorithms.RsaSha256);

    public SigningCredentials For(string algorithm) => _signing.First(c => c.Algorithm == algorithm);

    /// <summary>A new key signs from now on; the one before stays in the key set.</summary>
    /// <returns>The new key's <c>kid</c>.</returns>
    public string Rotate(string algorithm)
    {
        lock (_changing)
        {
            var kid = _files.CreateSigning(algorithm);
            Announce();
            return kid;
        }
    }

    /// <summary>Everything signed by an older key is refused from now on: access tokens, codes and refresh tokens alike.</summary>
    /// <returns>The <c>kid</c> of each retired key.</returns>
    public IReadOnlyList<string> RetireOld()
    {
        lock (_changing)
        {
            var old = DeleteOld();
            Announce();
            return old;
        }
    }

    /// <summary>
    /// For a key that leaked: <see cref="Rotate"/> and <see cref="RetireOld"/> as one step. Between two of them whoever holds a refresh token that the
    /// old key signed would exchange it for one that the new key signs, and stay.
    /// </summary>
    /// <returns>The new key's <c>kid</c>.</returns>
    public string Replace(string algorithm)
    {
        lock (_changing)
        {
            var kid = _files.CreateSigning(algorithm);
            DeleteOld();
            Announce();
            return kid;
        }
    }

    private List<string> DeleteOld()
    {
        var old = KeyFiles
            .Algorithms.SelectMany(a => _files.Signing().Where(c => c.Algorithm == a).Skip(1))
            .Select(c => c.Key.KeyId)
            .ToList();
        old.ForEach(_files.Delete);
        return old;
    }

    private void Announce()
    {
        _signing = [.. _files.Signing()];
        Changed?.Invoke();
    }
}
