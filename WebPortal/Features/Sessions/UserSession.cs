namespace WebPortal.Features.Sessions;

/// <summary>One sign-in of one person in one browser, from sign-in to its end.</summary>
/// <param name="Id">Public session id: names the Redis key, the ledger row and the URL. Not a credential.</param>
/// <param name="UserId">Whose session it is.</param>
/// <param name="Provider">How the person came in: "Password", or the name of a social provider.</param>
/// <param name="Amr">Authentication methods, space separated (RFC 8176: "pwd", "otp", "hwk" …).</param>
/// <param name="AuthTime">When the person last proved who they are.</param>
/// <param name="Device">Parsed, such as "Firefox on Linux"; "Unknown browser" rather than a guess.</param>
/// <param name="UserAgent">As sent, cut at 400 characters.</param>
/// <param name="Address">The peer's address, as the server saw it.</param>
/// <param name="Started">When the session began.</param>
/// <param name="IdleLimit">Ends when unused for this long.</param>
/// <param name="Ends">Absolute end, whatever happens in between.</param>
/// <param name="Keep">"Keep me signed in" was ticked: longer limits, and the cookie outlives the browser.</param>
internal sealed record UserSession(
    string Id,
    string UserId,
    string Provider,
    string Amr,
    DateTimeOffset AuthTime,
    string Device,
    string UserAgent,
    string Address,
    DateTimeOffset Started,
    TimeSpan IdleLimit,
    DateTimeOffset Ends,
    bool Keep
)
{
    /// <summary>The provider's name for the person, when one was asked; with <see cref="Provider"/> it names the login that let them in.</summary>
    public string? ProviderSubject { get; init; }

    /// <summary>The provider's name for its own session ("sid"), by which it can end this one.</summary>
    public string? ProviderSessionId { get; init; }

    public SessionReference Reference => SessionReference.Of(UserId, Id);
}
