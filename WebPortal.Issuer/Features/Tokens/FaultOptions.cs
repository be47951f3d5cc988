namespace WebPortal.Issuer.Features.Tokens;

/// <summary><c>Issuer:Faults</c>: lets a relying party's tests order a wrong answer. Development only; elsewhere the start is refused.</summary>
public sealed class FaultOptions
{
    /// <summary>Puts a choice on the consent page, so that each authorization can carry its own fault.</summary>
    public bool Enabled { get; set; }

    /// <summary>The fault of an authorization for which none was chosen.</summary>
    public Fault Default { get; set; }

    /// <summary>How late <see cref="Fault.SlowAnswer"/> is.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(10);

    internal bool AnySet => Enabled || Default != Fault.None;
}

/// <summary>What is wrong with the answer to one authorization.</summary>
public enum Fault
{
    None,
    WrongSignature,
    AlgNone,
    WrongAudience,
    WrongIssuer,
    WrongNonce,
    Expired,
    ExtraAudience,

    /// <summary>The token endpoint answers late.</summary>
    SlowAnswer,

    /// <summary>The token endpoint answers 500.</summary>
    TokenEndpointError,

    /// <summary>The person's address is not given, although its scope was asked for.</summary>
    WithholdEmail,
}
