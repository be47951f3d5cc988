namespace WebPortal.Features.Lab;

/// <summary>The section <c>Lab</c>; see docs/lab.md.</summary>
internal sealed class LabOptions
{
    public const string Section = "Lab";

    public bool Enabled { get; set; } = true;

    /// <summary>Addresses of the instances that the probes go to, in turn; this instance when empty.</summary>
    public List<string> Instances { get; } = [];

    public LabIssuerOptions Issuer { get; } = new();

    /// <summary>Races at the same time, over all instances.</summary>
    public int MaxRuns { get; set; } = 10;

    /// <summary>Races that one network address may start in <see cref="RunsWindow"/>.</summary>
    public int RunsPerVisitor { get; set; } = 12;

    public TimeSpan RunsWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Pages of the token bench that one network address may ask of one instance in a minute: each signs or verifies.</summary>
    public int WorkPerVisitor { get; set; } = 120;

    /// <summary>A race ends this long after its Revoke, whoever is still in.</summary>
    public TimeSpan RunLength { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>How long "Only sign in" waits for Revoke.</summary>
    public TimeSpan WaitForRevoke { get; set; } = TimeSpan.FromSeconds(45);

    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan KeepRuns { get; set; } = TimeSpan.FromDays(30);

    /// <summary>People with a token of their own who did nothing, when a signing key is rotated.</summary>
    public int Innocent { get; set; } = 12;
}

internal sealed class LabIssuerOptions
{
    /// <summary>Scheme, host and port of the issuer; null: the lanes cannot be raced here, and the pages say so.</summary>
    public string? Origin { get; set; }

    /// <summary>By client id: the operator, the API, and the sites of lanes O and B.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    public string Issuer => Origin!.TrimEnd('/') + "/";

    public bool IsSet => !string.IsNullOrEmpty(Origin);
}
