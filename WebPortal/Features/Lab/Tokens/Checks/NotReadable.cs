namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>base64url (RFC 7515 2), then UTF-8, then one JSON object without doubled members.</summary>
internal sealed class NotReadable() : Check("read", "Readable in one way only")
{
    private static readonly Dictionary<PartFault, Refusal> ByFault = new()
    {
        [PartFault.NotBase64Url] = new(
            "not-base64url",
            "not base64url",
            "Only A–Z, a–z, 0–9, - and _ may stand here, and never one more than a multiple of four. Plain base64 with + / = is another alphabet; spaces, line ends and the word Bearer are none of it."
        ),
        [PartFault.NotCanonical] = new(
            "not-canonical",
            "written in a second way",
            "The last character carries bits that mean nothing, so the same bytes could be written in several ways."
        ),
        [PartFault.NotUtf8] = new("not-utf8", "not UTF-8", "JSON in a token is UTF-8 (RFC 7519 7.2)."),
        [PartFault.NotJson] = new("not-json", "not JSON", "What the base64url says is not JSON."),
        [PartFault.NotAnObject] = new(
            "not-an-object",
            "not a JSON object",
            "Header and payload are objects of claims."
        ),
        [PartFault.DuplicateMember] = new(
            "duplicate-member",
            "a name stands twice",
            "Two readers may take different ones: the gate reads the first, the API the last."
        ),
    };

    public override bool Switchable => false;

    public override IReadOnlyList<Refusal> Refusals => [.. ByFault.Values];

    public override string InToken(Examination token) =>
        FirstFault(token) is var (name, fault) && fault != PartFault.None
            ? $"{name}: {ByFault[fault].Title}"
            : "header, payload, signature";

    public override string Expected(Examination token) => "base64url, UTF-8, JSON objects";

    public override Refusal? Run(Examination token) => ByFault.GetValueOrDefault(FirstFault(token).Fault);

    private static (string Name, PartFault Fault) FirstFault(Examination token) =>
        token.Header.Fault != PartFault.None ? ("header", token.Header.Fault)
        : token.Payload.Fault != PartFault.None ? ("payload", token.Payload.Fault)
        : ("signature", token.Signature.Fault);
}
