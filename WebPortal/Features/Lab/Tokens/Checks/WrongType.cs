namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>RFC 8725 3.11, RFC 9068 4: else an ID token or a sign-out token from the same issuer passes for an access token.</summary>
internal sealed class WrongType() : Check("typ", "Type")
{
    private static readonly Refusal Missing = new(
        "type-missing",
        "no type",
        "Without typ nobody can tell an access token from an ID token of the same issuer and key."
    );

    private static readonly Refusal Wrong = new(
        "wrong-type",
        "wrong type",
        "A token of another kind. It may be genuine, but it was made for something else."
    );

    public override IReadOnlyList<Refusal> Refusals => [Missing, Wrong];

    public override string InToken(Examination token) => Examination.Shown(token.Header, "typ");

    public override string Expected(Examination token) => token.Policy.Type;

    public override Refusal? Run(Examination token) =>
        Examination.Text(token.Header, "typ") is not { } type ? Missing
        : !IsSame(type, token.Policy.Type) ? Wrong
        : null;

    /// <summary>A media type: letters in any case, "application/" may be left out (RFC 7515 4.1.9).</summary>
    private static bool IsSame(string type, string expected) =>
        type.Equals(expected, StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/" + expected, StringComparison.OrdinalIgnoreCase);
}
