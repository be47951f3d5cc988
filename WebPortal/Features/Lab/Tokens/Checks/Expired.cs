namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>exp is demanded: nobody can take a token back, so one without an end is a key to the house.</summary>
internal sealed class Expired() : Check("exp", "Not expired")
{
    private static readonly Refusal Missing = new("expiry-missing", "no expiry", "A token without exp works for ever.");

    private static readonly Refusal NotADate = new(
        "exp-not-a-date",
        "exp is not a date",
        "exp must be a number of seconds since 1970. Some readers take a text for \"no limit\"."
    );

    private static readonly Refusal Late = new(
        "expired",
        "expired",
        "Its time is over. The signature is as good as on the first day, which is why this check exists."
    );

    public override IReadOnlyList<Refusal> Refusals => [Missing, NotADate, Late];

    public override string InToken(Examination token) =>
        Examination.Member(token.Payload, "exp") is not { } exp ? "not there"
        : !NumericDate.TryRead(exp, out var seconds) ? exp.GetRawText()
        : seconds - NumericDate.Of(token.Now) is var left && left > 0 ? $"{NumericDate.Between(left)} left"
        : $"{NumericDate.Between(left)} ago";

    public override string Expected(Examination token) => $"time left, skew {token.Policy.SkewSeconds} s";

    public override Refusal? Run(Examination token) =>
        Examination.Member(token.Payload, "exp") is not { } exp ? Missing
        : !NumericDate.TryRead(exp, out var seconds) ? NotADate
        : seconds <= NumericDate.Of(token.Now) - token.Policy.SkewSeconds ? Late
        : null;
}
