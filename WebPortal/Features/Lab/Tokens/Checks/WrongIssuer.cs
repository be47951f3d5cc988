namespace WebPortal.Features.Lab.Tokens.Checks;

internal sealed class WrongIssuer() : Check("iss", "Issuer")
{
    private static readonly Refusal Missing = new("issuer-missing", "no issuer", "The token does not say who made it.");

    private static readonly Refusal Wrong = new(
        "wrong-issuer",
        "wrong issuer",
        "Somebody else made it. Compared letter by letter: a slash more is another issuer."
    );

    public override IReadOnlyList<Refusal> Refusals => [Missing, Wrong];

    public override string InToken(Examination token) => Examination.Shown(token.Payload, "iss");

    public override string Expected(Examination token) => token.Policy.Issuer;

    public override Refusal? Run(Examination token) =>
        Examination.Text(token.Payload, "iss") is not { } issuer ? Missing
        : issuer != token.Policy.Issuer ? Wrong
        : null;
}
