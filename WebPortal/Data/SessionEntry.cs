namespace WebPortal.Data;

/// <summary>The ledger's row of one session, alive or ended. Remembers; decides nothing (Redis does).</summary>
internal sealed class SessionEntry
{
    /// <summary>Public session id, 22 characters.</summary>
    public required string Id { get; set; }

    public required string UserId { get; set; }

    public PortalUser? User { get; set; }

    public required string Provider { get; set; }

    /// <summary>The provider's own name for the person ("sub"); null for a password or a passkey.</summary>
    public string? ProviderSubject { get; set; }

    /// <summary>The provider's own name for its session ("sid"), where it has one.</summary>
    public string? ProviderSessionId { get; set; }

    public required string Amr { get; set; }

    public DateTimeOffset AuthTime { get; set; }

    public required string Device { get; set; }

    public required string UserAgent { get; set; }

    /// <summary>As shown. Personal data: see Ledger:AddressPrefixOnly and the retention times.</summary>
    public required string Address { get; set; }

    /// <summary>The address as 32 hexadecimal digits of IPv6, IPv4 mapped: its text order is its number's, so that a network is a range.</summary>
    public string AddressKey { get; set; } = "";

    public DateTimeOffset Started { get; set; }

    /// <summary>Flushed in batches: up to a few minutes late.</summary>
    public DateTimeOffset LastSeen { get; set; }

    /// <summary>In seconds.</summary>
    public int IdleLimit { get; set; }

    /// <summary>Absolute end.</summary>
    public DateTimeOffset Ends { get; set; }

    /// <summary>When to look next whether it is still alive; never later than its first possible end by what was known when this was written.</summary>
    public DateTimeOffset Due { get; set; }

    public bool Keep { get; set; }

    public DateTimeOffset? Ended { get; set; }

    /// <summary>Number of the session core's EndReason.</summary>
    public int? EndReason { get; set; }

    /// <summary>User id of who ended it; null when the portal did.</summary>
    public string? EndedBy { get; set; }

    /// <summary>The administrator's own words.</summary>
    public string? EndWords { get; set; }
}
