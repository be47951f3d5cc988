namespace WebPortal.Features.Lab.Decide;

internal enum Client
{
    Pages,
    Script,
    Native,
    Device,
    Service,
}

internal enum SignIn
{
    Own,
    Social,
    Company,
}

internal enum Store
{
    Near,
    Far,
    None,
}

/// <summary>What the ten questions ask, each answered; where nobody answered, with what is assumed.</summary>
internal sealed record Answers
{
    public Client Client { get; init; }

    /// <summary>The client's calls end in more than one service of one's own.</summary>
    public bool ManyServices { get; init; }

    public bool ManyInstances { get; init; }

    public SignIn SignIn { get; init; }

    /// <summary>It acts at another company's API on behalf of the person.</summary>
    public bool OthersData { get; init; }

    /// <summary>Other people's applications call its API for its users.</summary>
    public bool OffersApi { get; init; }

    /// <summary>A revoked person must be out at the next request.</summary>
    public bool StopAtOnce { get; init; }

    public Store Store { get; init; }

    /// <summary>The services that check belong to others, or are trusted differently.</summary>
    public bool MixedTrust { get; init; }

    /// <summary>Money, health, the administration of others.</summary>
    public bool HighStakes { get; init; }

    public bool InBrowser => Client is Client.Pages or Client.Script;
}
