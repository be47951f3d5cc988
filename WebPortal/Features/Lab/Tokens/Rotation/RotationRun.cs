using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Features.Lab.Tokens.Rotation;

internal enum RotationStage
{
    OneKey,
    Overlap,
    Retired,
}

/// <summary>How a hundred people's tokens fare just now, each really verified.</summary>
internal sealed record RotationCount(int Valid, int Expired, int DeadEarly);

/// <summary>
/// A hundred people whose tokens live five minutes and are renewed when they end, and a key to change under them. Time is the run's own: a button moves it.
/// </summary>
internal sealed class RotationRun(string id, DateTimeOffset begun)
{
    public const int People = 100;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(150);

    private readonly Lock _turn = new();
    private readonly JsonWebKey _old = DemoKeys.NewEcdsa();
    private readonly JsonWebKey _new = DemoKeys.NewEcdsa();
    private readonly string[] _tokens = new string[People];
    private readonly DateTimeOffset[] _ends = new DateTimeOffset[People];

    public string Id => id;

    public DateTimeOffset Begun => begun;

    public RotationStage Stage { get; private set; }

    /// <summary>Since the run began.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How long both keys were published.</summary>
    public TimeSpan Overlap { get; private set; }

    public string OldId => _old.Kid;

    public string NewId => _new.Kid;

    public IReadOnlyList<JsonWebKey> Published =>
        Stage switch
        {
            RotationStage.OneKey => [DemoKeys.PublicHalf(_old)],
            RotationStage.Overlap => [DemoKeys.PublicHalf(_old), DemoKeys.PublicHalf(_new)],
            _ => [DemoKeys.PublicHalf(_new)],
        };

    public int SignedWithOld { get; private set; } = People;

    public RotationCount Count { get; private set; } = new(People, 0, 0);

    /// <summary>People came one after the other: their tokens end evenly over the next five minutes.</summary>
    public static RotationRun Begin(string id, DateTimeOffset now)
    {
        var run = new RotationRun(id, now);
        for (var i = 0; i < People; i++)
            run.Issue(i, now - Lifetime * ((double)i / People));
        run.Recount();
        return run;
    }

    public void Publish() => Take(RotationStage.OneKey, () => Stage = RotationStage.Overlap);

    public void Retire() => Take(RotationStage.Overlap, () => Stage = RotationStage.Retired);

    /// <summary>Two and a half minutes pass; who needs a new token gets one, signed with the newest key.</summary>
    public void Wait() =>
        Take(
            Stage,
            () =>
            {
                Elapsed += Pace;
                if (Stage == RotationStage.Overlap)
                    Overlap += Pace;
                for (var i = 0; i < People; i++)
                {
                    if (_ends[i] <= begun + Elapsed)
                        Issue(i, _ends[i]);
                }
            }
        );

    private void Take(RotationStage only, Action step)
    {
        lock (_turn)
        {
            if (Stage != only || Elapsed > TimeSpan.FromHours(1))
                return; // Pressed twice: the first press counts.
            step();
            Recount();
        }
    }

    private void Issue(int person, DateTimeOffset at)
    {
        // Whole seconds, as exp is.
        at = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        var claims = LabClaims.At(at).With("sub", $"person-{person}").With("exp", (at + Lifetime).ToUnixTimeSeconds());
        _tokens[person] = TokenPresets.Good(Stage == RotationStage.OneKey ? _old : _new, claims);
        _ends[person] = at + Lifetime;
    }

    private void Recount()
    {
        var keys = Published;
        var verdicts = _tokens
            .Select(t => StepVerifier.Verify(t, new VerifierPolicy(), keys, begun + Elapsed))
            .ToList();
        Count = new RotationCount(
            verdicts.Count(v => v.Refusal is null),
            verdicts.Count(v => v.Refusal?.Code == "expired"),
            verdicts.Count(v => v.Refusal?.Code == "key-unknown")
        );
        SignedWithOld = verdicts.Count(v => v.Token.KeyId == OldId);
    }
}
