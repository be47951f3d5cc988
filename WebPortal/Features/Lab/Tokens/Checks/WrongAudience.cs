using System.Text.Json;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>RFC 7519 4.1.3: a text or an array of texts, one of which must be us.</summary>
internal sealed class WrongAudience() : Check("aud", "Audience")
{
    private static readonly Refusal Missing = new(
        "audience-missing",
        "no audience",
        "The token does not say for whom it was made, so every API of this issuer would take it."
    );

    private static readonly Refusal Wrong = new(
        "wrong-audience",
        "wrong audience",
        "The signature is good, but this token was made for another API."
    );

    public override IReadOnlyList<Refusal> Refusals => [Missing, Wrong];

    public override string InToken(Examination token) => Examination.Shown(token.Payload, "aud");

    public override string Expected(Examination token) => token.Policy.Audience;

    public override Refusal? Run(Examination token) =>
        Examination.Member(token.Payload, "aud") switch
        {
            null or { ValueKind: JsonValueKind.Null } => Missing,
            { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Any(a => Is(a, token))
                ? null
                : Wrong,
            { } one => Is(one, token) ? null : Wrong,
        };

    private static bool Is(JsonElement audience, Examination token) =>
        audience.ValueKind == JsonValueKind.String && audience.GetString() == token.Policy.Audience;
}
