using Microsoft.Extensions.Options;

namespace WebPortal.Features.Ledger;

/// <summary>What the ledger keeps, and for how long. Addresses and user agents are personal data.</summary>
internal sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>Rows of ended sessions are deleted after this.</summary>
    public TimeSpan KeepEndedSessions { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Events are deleted after this.</summary>
    public TimeSpan KeepEvents { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Keep only the network of an address: /24 of IPv4, /48 of IPv6.</summary>
    public bool AddressPrefixOnly { get; set; }

    /// <summary>An instance that works on a job and is not heard of for this long is taken for dead, and another goes on.</summary>
    public TimeSpan JobLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the ledger is brought up to date.</summary>
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Rows that the slow sweep looks at each time. A million live rows take a million / this many intervals; it must be under a day,
    /// since that is how long Redis remembers why a session ended.</summary>
    public int SweepRows { get; set; } = 2000;
}

internal sealed class LedgerOptionsValidation : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options) =>
        options.KeepEndedSessions < TimeSpan.FromDays(1) || options.KeepEvents < TimeSpan.FromDays(1)
            ? ValidateOptionsResult.Fail("Ledger:KeepEndedSessions and Ledger:KeepEvents are at least one day.")
        : options.UpkeepInterval < TimeSpan.FromSeconds(1)
            ? ValidateOptionsResult.Fail("Ledger:UpkeepInterval is at least one second.")
        : options.JobLease < TimeSpan.FromSeconds(1)
            ? ValidateOptionsResult.Fail("Ledger:JobLease is at least one second.")
        : options.SweepRows is < 1 or > 100_000
            ? ValidateOptionsResult.Fail("Ledger:SweepRows must be between 1 and 100000.")
        : ValidateOptionsResult.Success;
}
