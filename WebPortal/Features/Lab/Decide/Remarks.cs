namespace WebPortal.Features.Lab.Decide;

internal static class Remarks
{
    /// <summary>What goes with the answer.</summary>
    public static IReadOnlyList<Remark> Conditions { get; } =
    [
        new(
            x => x.Answers is { StopAtOnce: true, Store: Store.None },
            "You asked for an immediate end and for nothing to ask. Both cannot be had: this answer keeps the end, and with it one thing that is asked at each request.",
            100
        ),
        new(
            x => x.Answers.Store != Store.Near && x.Strategy == Strategy.Backend,
            "Tokens on the server need a store, and each request pays the way to it. Put the backend next to the store, not next to the reader.",
            18
        ),
        new(
            x => x.Strategy == Strategy.Pushed && x.Answers.InBrowser,
            "Keep the token in an HttpOnly cookie of your own host; no script needs it.",
            81
        ),
        new(
            x => x.Answers.ManyInstances && x.Strategy.Felt == Felt.AtTheNextRequest && x.UsesCookie,
            "One shared store for all instances, and no sticky sessions.",
            11,
            12
        ),
        new(
            x => !x.Answers.ManyInstances && x.Strategy == Strategy.Session,
            "Even a single instance should keep its sessions outside its memory, or a restart signs everybody out.",
            6
        ),
        new(
            x => x.HasPerson && x.Answers.SignIn == SignIn.Social,
            "Google gives an ID token, GitHub does not: there, call the user API and take only a verified address.",
            65,
            67
        ),
        new(
            x => x.HasPerson && x.Answers.SignIn == SignIn.Company,
            "Check issuer and tenant, and offer back-channel logout: otherwise an account closed there stays signed in here.",
            105
        ),
        new(
            x => x.Answers.OthersData,
            "Ask the other company for the fewest scopes that will do, and keep its tokens on your server.",
            62,
            64
        ),
        new(
            x => x.Answers.OffersApi,
            "You need an authorization server, an existing one: code flow with PKCE, exact redirect addresses, consent, scopes.",
            60,
            72,
            115,
            142
        ),
        new(
            x => x.HasPerson && x.Answers.ManyServices,
            "Where a service calls another for a person, exchange the token for one meant for that service.",
            124
        ),
        new(
            x => x.UsesTokens && x.Answers is { MixedTrust: true } or { ManyServices: true },
            "Sign with a private key, never with a shared one, and give each service an audience of its own.",
            108,
            153
        ),
        new(
            x => x.Strategy == Strategy.Refreshed,
            "Refresh tokens are opaque, single-use and stored as a hash; a second use ends the family.",
            96,
            98
        ),
        new(x => x.UsesCookie && x.Answers.InBrowser, "SameSite is not enough: add antiforgery tokens.", 13, 86),
        new(
            x => x.HasPerson && x.Answers.HighStakes,
            "Ask for a fresh proof of identity before delicate acts: whatever holds the sign-in can be used by a script in the page or a thief.",
            82
        ),
        new(
            x => x.UsesTokens && x.Answers.HighStakes,
            "Bind tokens to a key of the client, by DPoP (RFC 9449) or mutual TLS (RFC 8705): a copied one is then worth nothing.",
            146
        ),
    ];

    /// <summary>Where the answer is not what the articles say, and why.</summary>
    public static IReadOnlyList<Remark> Differences { get; } =
    [
        new(
            x => x.Answers.InBrowser && x.Strategy.Felt == Felt.AtTheNextRequest,
            "The third article recommends JWT with OAuth for most modern applications. A browser with a backend of yours does better without a token: nothing to steal by script, and a revoke at the next request.",
            126
        ),
        new(
            x => x.Strategy == Strategy.Session && x.Answers.Store == Store.Near,
            "The second article calls the look-up needless latency. Next to the store it costs about as much as checking a signature.",
            18
        ),
        new(
            x => x.UsesCookie && x.Strategy.Felt == Felt.AtTheNextRequest && x.Answers.ManyInstances,
            "The third article’s table gives sessions a need for sticky routing, which a shared store does not have.",
            12,
            15
        ),
        new(
            x => x.Answers.Client == Client.Native && x.Strategy == Strategy.Session,
            "The third article finds sessions unsuited to mobile. HTTP clients keep cookies; with your own sign-in and one server there is nothing to delegate.",
            134,
            136
        ),
        new(
            x => x.Strategy.Felt == Felt.AtTheTokensEnd && x.UsesTokens,
            "The first article says that OAuth, unlike JWT, revokes at once. A JWT given out by an OAuth server still lives to its end.",
            103
        ),
        new(
            x => x.Strategy == Strategy.Asked || x.Strategy == Strategy.Pushed,
            "All three articles give up on revoking a token at once, or leave it to short lives. Asking or being told works, at the price named here.",
            100
        ),
        new(
            x => x.HasPerson && x.Answers.SignIn == SignIn.Social,
            "The third article signs people in at GitHub by OpenID Connect, which GitHub does not offer.",
            67
        ),
        new(
            x => x.Strategy == Strategy.Sealed,
            "The articles know the choice only as JWT. In a browser the framework’s sealed cookie does the same, without a token that other parties could read.",
            150
        ),
        new(
            x => x.UsesTokens && x.Answers.MixedTrust,
            "The first article counts HS256 among the safe choices. With parties of different trust, whoever checks could also sign.",
            108
        ),
    ];
}
