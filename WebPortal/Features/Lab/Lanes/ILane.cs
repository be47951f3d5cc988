namespace WebPortal.Features.Lab.Lanes;

/// <summary>
/// One strategy for knowing who asks. A lane is a folder: this contract, an authentication scheme <c>lab-{key}</c>, and what the lane is about.
/// To add a tenth, copy a folder, give it a free letter and add one line to <see cref="LanesModule"/>.
/// </summary>
internal interface ILane
{
    LaneDescription About { get; }

    /// <summary>What the lane declares about a revoke; the race measures whether it is true.</summary>
    LaneOutcome Expect(RaceAct act, LaneChoice choice);

    /// <summary>What goes on after the revoke, in words; null when nothing does.</summary>
    string? NotEnded(RaceAct act, LaneChoice choice);

    Task<LaneAccess> SignInAsync(LabVisit visit, CancellationToken ct);

    /// <summary>The lane's own part of a revoke; what the issuer does for all lanes stands in <see cref="Issuer.IssuerActs"/>.</summary>
    Task RevokeAsync(LaneAccess access, RaceAct act, CancellationToken ct);

    /// <summary>What the person's client does by itself while it goes on: a refresh, where the lane has one. False: it was refused.</summary>
    Task<bool> RenewAsync(LaneAccess access, CancellationToken ct) => Task.FromResult(true);
}

/// <summary>The part of a lane that is there before any service is.</summary>
internal interface ILaneSetup
{
    /// <summary>The scheme that guards <c>/lab/api/{key}</c>, and what else the lane needs.</summary>
    static abstract void Add(WebApplicationBuilder builder);
}

internal enum RaceAct
{
    /// <summary>Ends the one session.</summary>
    Session,

    /// <summary>Ends every session of the person.</summary>
    Person,

    /// <summary>The issuer signs with a new key and takes the old one back.</summary>
    Key,

    /// <summary>The administrator becomes a user.</summary>
    Demotion,
}

internal enum LaneOutcome
{
    /// <summary>The next request.</summary>
    AtOnce,

    /// <summary>When a cached answer has run out.</summary>
    AfterCache,

    /// <summary>When the token has.</summary>
    AtTokenEnd,

    /// <summary>Not within a race.</summary>
    StillIn,
}

/// <param name="CacheSeconds">How long lane I believes the issuer's last answer.</param>
/// <param name="BackChannel">Whether the issuer tells lane O of a sign-out.</param>
internal sealed record LaneChoice(int CacheSeconds = 5, bool BackChannel = false);

/// <param name="Checks">What the server does on each request.</param>
/// <param name="Revoke">What Revoke does.</param>
/// <param name="Production">The same figure with ordinary lifetimes; null: as measured.</param>
/// <param name="Folder">Where the code is, from the root of the project.</param>
internal sealed record LaneDescription(
    string Key,
    string Name,
    string Sub,
    string Checks,
    string Revoke,
    string BrowserHolds,
    string ServerHolds,
    string? Production,
    string Folder
)
{
    public string Path => "/lab/lanes/" + Key.ToLowerInvariant();

    public string Scheme => SchemeOf(Key);

    public static string SchemeOf(string key) => "lab-" + key.ToLowerInvariant();
}
