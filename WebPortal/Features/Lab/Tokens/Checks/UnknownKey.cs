using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>
/// kid is a name in our own list: never a path, a query or an address. jku, x5u, jwk and x5c are not read at all: a token that brings its own key
/// proves nothing. Each key has one algorithm (RFC 8725 3.1), which ends RS256 → HS256 confusion here even if both are allowed.
/// </summary>
internal sealed class UnknownKey() : Check("kid", "Key is known")
{
    private static readonly Refusal NotNamed = new(
        "key-not-named",
        "no key named",
        "The header has no kid. With several keys published (any rotation) a verifier would have to try them all."
    );

    private static readonly Refusal Unknown = new(
        "key-unknown",
        "unknown key",
        "No published key has this name. Where the token says the key could be fetched (jku, x5u, jwk) is not looked at."
    );

    private static readonly Refusal Another = new(
        "key-of-another-algorithm",
        "a key of another algorithm",
        "The key is known, but it is for another algorithm. A public RSA key used as a shared secret is a secret everybody has."
    );

    public override IReadOnlyList<Refusal> Refusals => [NotNamed, Unknown, Another];

    public override string InToken(Examination token) => Examination.Shown(token.Header, "kid");

    public override string Expected(Examination token) =>
        token.Keys.Count == 1 ? "the one published key" : $"one of {token.Keys.Count} published keys";

    public override Refusal? Run(Examination token)
    {
        if (token.KeyId is not { } id)
            return NotNamed;
        if (token.Keys.FirstOrDefault(k => k.Kid == id) is not { } key)
            return Unknown;
        // A verifier that lets the token choose the algorithm does not ask what the key is for, either.
        if (token.Policy.Makes("alg") && key.Alg != token.Algorithm)
            return Another;
        token.Candidates = [key];
        return null;
    }

    public override void Skip(Examination token) => token.Candidates = token.Keys;
}
