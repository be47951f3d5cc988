namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>One thing a verifier looks at. It knows its own refusals and nothing of the other checks.</summary>
internal abstract class Check(string key, string name)
{
    /// <summary>What the switches and the browser's verifier call it.</summary>
    public string Key => key;

    public string Name => name;

    /// <summary>Without these there is nothing to look at, so they cannot be switched off.</summary>
    public virtual bool Switchable => true;

    public abstract IReadOnlyList<Refusal> Refusals { get; }

    public abstract string InToken(Examination token);

    public abstract string Expected(Examination token);

    /// <summary>Null when the token passes.</summary>
    public abstract Refusal? Run(Examination token);

    /// <summary>When the check is switched off and a later one needs what it would have found.</summary>
    public virtual void Skip(Examination token) { }
}
