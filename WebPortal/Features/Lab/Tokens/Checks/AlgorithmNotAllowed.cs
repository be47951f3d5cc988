namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>RFC 8725 3.1: the verifier has a list, compared exactly. The token only says which of them it used.</summary>
internal sealed class AlgorithmNotAllowed() : Check("alg", "Algorithm is allowed")
{
    private static readonly Refusal Missing = new(
        "algorithm-missing",
        "no algorithm",
        "The header does not say how the token is signed. A verifier that guesses can be made to guess wrong."
    );

    private static readonly Refusal None = new(
        "algorithm-none",
        "alg is none",
        "\"none\" means: not signed, anybody wrote this. There is no environment in which that is fine; test settings ship."
    );

    private static readonly Refusal NotAllowed = new(
        "algorithm-not-allowed",
        "algorithm not allowed",
        "This API's list does not have it. The list is the API's; the token does not choose."
    );

    public override IReadOnlyList<Refusal> Refusals => [Missing, None, NotAllowed];

    public override string InToken(Examination token) => Examination.Shown(token.Header, "alg");

    public override string Expected(Examination token) =>
        token.Policy.Algorithms.Count == 0 ? "none at all" : string.Join(" or ", token.Policy.Algorithms);

    public override Refusal? Run(Examination token) =>
        token.Algorithm is not { } algorithm ? Missing
        : IsNone(algorithm) ? None
        : !token.Policy.Algorithms.Contains(algorithm, StringComparer.Ordinal) ? NotAllowed
        : null;

    /// <summary>In any spelling: verifiers were fooled by nOnE when they compared with "none" (CVE-2020-28042 and its kin).</summary>
    internal static bool IsNone(string algorithm) => algorithm.Equals("none", StringComparison.OrdinalIgnoreCase);
}
