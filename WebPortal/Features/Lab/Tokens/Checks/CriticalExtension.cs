namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>RFC 7515 4.1.11: what is marked critical and not understood makes the token invalid. This verifier understands no extension.</summary>
internal sealed class CriticalExtension() : Check("crit", "No extension it does not know")
{
    private static readonly Refusal Critical = new(
        "critical-extension",
        "a critical extension",
        "The header says that something in it must be understood (crit). This verifier does not, so it must refuse."
    );

    private static readonly Refusal Unencoded = new(
        "unencoded-payload",
        "payload not encoded",
        "b64 changes what is signed (RFC 7797) and would need crit beside it. A verifier that reads it and one that does not see two different tokens."
    );

    public override bool Switchable => false;

    public override IReadOnlyList<Refusal> Refusals => [Critical, Unencoded];

    public override string InToken(Examination token) =>
        Examination.Member(token.Header, "crit") is { } crit ? $"crit {crit.GetRawText()}"
        : Examination.Member(token.Header, "b64") is { } b64 ? $"b64 {b64.GetRawText()}"
        : "none";

    public override string Expected(Examination token) => "none";

    public override Refusal? Run(Examination token) =>
        Examination.Member(token.Header, "crit") is not null ? Critical
        : Examination.Member(token.Header, "b64") is not null ? Unencoded
        : null;
}
