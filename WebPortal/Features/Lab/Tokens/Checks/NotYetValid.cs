namespace WebPortal.Features.Lab.Tokens.Checks;

internal sealed class NotYetValid() : Check("nbf", "Already valid")
{
    private static readonly Refusal NotADate = new(
        "nbf-not-a-date",
        "nbf is not a date",
        "nbf must be a number of seconds since 1970."
    );

    private static readonly Refusal TooEarly = new(
        "not-yet-valid",
        "not valid yet",
        "It begins in the future: a token kept for later, or a clock that is wrong. Skew is for the second."
    );

    public override IReadOnlyList<Refusal> Refusals => [NotADate, TooEarly];

    public override string InToken(Examination token) =>
        Examination.Member(token.Payload, "nbf") is not { } nbf ? "not there"
        : !NumericDate.TryRead(nbf, out var seconds) ? nbf.GetRawText()
        : seconds - NumericDate.Of(token.Now) is var left and > 0 ? $"in {NumericDate.Between(left)}"
        : "past";

    public override string Expected(Examination token) => $"past, skew {token.Policy.SkewSeconds} s";

    public override Refusal? Run(Examination token) =>
        Examination.Member(token.Payload, "nbf") is not { } nbf ? null
        : !NumericDate.TryRead(nbf, out var seconds) ? NotADate
        : seconds > NumericDate.Of(token.Now) + token.Policy.SkewSeconds ? TooEarly
        : null;
}
