using System.Diagnostics;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>The cryptography is IdentityModel's. Which key and algorithm it gets was decided by the checks before.</summary>
internal sealed class WrongSignature() : Check("sig", "Signature is right")
{
    private static readonly Refusal Missing = new(
        "signature-missing",
        "no signature",
        "The third part is empty. Whoever cut it off can write what they like into the second."
    );

    private static readonly Refusal Wrong = new(
        "wrong-signature",
        "wrong signature",
        "Header or payload are not what was signed, or another key signed them. Nothing the token says can be believed."
    );

    public override IReadOnlyList<Refusal> Refusals => [Missing, Wrong];

    public override string InToken(Examination token) =>
        token.Signature.Bytes.Length == 0 ? "empty" : $"{token.Signature.Bytes.Length} bytes";

    public override string Expected(Examination token) => "made over parts 1 and 2 with that key";

    public override Refusal? Run(Examination token)
    {
        // Reached only with the algorithm check switched off: the library that takes the token's word that it is not signed.
        if (token.Algorithm is { } algorithm && AlgorithmNotAllowed.IsNone(algorithm))
            return token.Signature.Bytes.Length == 0 ? null : Wrong;
        if (token.Signature.Bytes.Length == 0)
            return Missing;
        var begun = Stopwatch.GetTimestamp();
        var right = token.Candidates.Any(key => Verify(token, key));
        token.SignatureTook = Stopwatch.GetElapsedTime(begun);
        return right ? null : Wrong;
    }

    private static bool Verify(Examination token, JsonWebKey key)
    {
        if (
            token.Algorithm is not { } algorithm
            || !VerifierPolicy.KnownAlgorithms.Contains(algorithm, StringComparer.Ordinal)
        )
            return false;
        var naive = !token.Policy.Makes("alg") && algorithm == SecurityAlgorithms.HmacSha256 && key.Kty != "oct";
        SecurityKey usable = naive ? PublicKeyAsSecret.Of(key) : key;
        if (!naive && key.Alg != algorithm)
            return false;
        var factory = CryptoProviderFactory.Default;
        try
        {
            var provider = factory.CreateForVerifying(usable, algorithm, cacheProvider: false);
            try
            {
                return provider.Verify(token.SigningInput, token.Signature.Bytes);
            }
            finally
            {
                factory.ReleaseSignatureProvider(provider);
            }
        }
        catch (Exception e)
            when (e
                    is SecurityTokenException
                        or ArgumentException
                        or NotSupportedException
                        or InvalidOperationException
                        or System.Security.Cryptography.CryptographicException
            )
        {
            return false; // The library cannot use such a key or signature: then it is not a right one.
        }
    }
}
