namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>Article B's first check. Right for a signed token and wrong as a definition: an encrypted one has five.</summary>
internal sealed class NotThreeParts() : Check("parts", "Three parts")
{
    private static readonly Refusal TooLong = new(
        "too-long",
        "too long",
        "Longer than 16 KB: refused before anything is read. Decoding is work, and work is what a stranger would make us do."
    );

    private static readonly Refusal Empty = new("empty", "nothing there", "No token was given.");

    private static readonly Refusal Encrypted = new(
        "encrypted",
        "five parts",
        "Five parts are an encrypted token (JWE). This API expects signed ones, and must not open what it did not ask for."
    );

    private static readonly Refusal Count = new(
        "not-three-parts",
        "not three parts",
        "A signed token is header, payload and signature, joined by two dots."
    );

    public override bool Switchable => false;

    public override IReadOnlyList<Refusal> Refusals => [TooLong, Empty, Encrypted, Count];

    public override string InToken(Examination token) =>
        token.Token.Length > Examination.LongestToken ? $"{token.Token.Length:N0} characters"
        : token.Parts.Length == 7 ? "more than 6"
        : $"{token.Parts.Length}";

    public override string Expected(Examination token) => "3";

    public override Refusal? Run(Examination token) =>
        token.Token.Length > Examination.LongestToken ? TooLong
        : token.Token.Length == 0 ? Empty
        : token.Parts.Length == 5 ? Encrypted
        : token.Parts.Length != 3 ? Count
        : null;
}
