using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Features.Lab.Tokens.Checks;

internal enum StepState
{
    Passed,
    Refused,
    NotReached,
    Off,
}

internal sealed record Step(int Number, Check Check, StepState State, string InToken, string Expected);

/// <param name="Refusal">Null when every check that is on passed.</param>
internal sealed record Verdict(Examination Token, IReadOnlyList<Step> Steps, Refusal? Refusal)
{
    public Step? Decisive => Steps.FirstOrDefault(s => s.State == StepState.Refused);

    public IEnumerable<Step> Skipped => Steps.Where(s => s.State == StepState.Off);
}

/// <summary>The checks in their order. Each is cheap or protects the next; nothing of the payload is believed before the signature.</summary>
internal static class StepVerifier
{
    public static readonly IReadOnlyList<Check> Checks =
    [
        new NotThreeParts(),
        new NotReadable(),
        new CriticalExtension(),
        new AlgorithmNotAllowed(),
        new WrongType(),
        new UnknownKey(),
        new WrongSignature(),
        new WrongIssuer(),
        new WrongAudience(),
        new NotYetValid(),
        new Expired(),
    ];

    public static Verdict Verify(
        string token,
        VerifierPolicy policy,
        IReadOnlyList<JsonWebKey> keys,
        DateTimeOffset now
    )
    {
        var examined = new Examination(token, policy, keys, now);
        var steps = new List<Step>();
        Refusal? refusal = null;
        foreach (var check in Checks)
        {
            StepState state;
            if (refusal is not null)
            {
                state = StepState.NotReached;
            }
            else if (check.Switchable && !policy.Makes(check.Key))
            {
                check.Skip(examined);
                state = StepState.Off;
            }
            else
            {
                refusal = check.Run(examined);
                state = refusal is null ? StepState.Passed : StepState.Refused;
            }
            steps.Add(new Step(steps.Count + 1, check, state, check.InToken(examined), check.Expected(examined)));
        }
        return new Verdict(examined, steps, refusal);
    }
}
