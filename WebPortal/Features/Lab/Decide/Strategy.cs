namespace WebPortal.Features.Lab.Decide;

/// <summary>How soon a revoke is felt, best first.</summary>
internal enum Felt
{
    AtTheNextRequest,
    WithinMoments,
    AtTheTokensEnd,
}

/// <summary>What is checked at each request.</summary>
/// <param name="Lane">The lane of the lab that does it; its wire view shows how.</param>
/// <param name="Claims">Entries of the ledger that bear it out.</param>
internal sealed record Strategy(string Name, string Words, Felt Felt, char Lane, IReadOnlyList<int> Claims)
{
    public static readonly Strategy Session = new(
        "Server session",
        "The client holds a random key in a cookie, the server one record for it. Revoking removes the record, and the next request is refused.",
        Felt.AtTheNextRequest,
        'S',
        [5, 8, 9, 121]
    );

    public static readonly Strategy Backend = new(
        "Backend for frontend",
        "The browser holds a session cookie; the tokens for the services stay on the server behind it. Revoking ends the session at the next request, and the tokens with it.",
        Felt.AtTheNextRequest,
        'B',
        [84, 127, 132]
    );

    public static readonly Strategy Sealed = new(
        "Self-contained cookie, renewed every few minutes",
        "The cookie carries the sign-in, sealed by the server, so a check asks nobody. Every few minutes it is renewed against your records, and that is when a revoke is felt.",
        Felt.AtTheTokensEnd,
        'C',
        [18, 39, 42]
    );

    public static readonly Strategy Pushed = new(
        "Short JWT with pushed revocation",
        "A check asks nobody: each checker keeps the few revoked ids in its memory and is told of new ones. A checker that has lost the channel must refuse, or ask.",
        Felt.WithinMoments,
        'P',
        [39, 100, 145]
    );

    public static readonly Strategy Asked = new(
        "Opaque token, asked about at each call",
        "The token means nothing by itself; the issuer says at each call whether it is still good. It has to be near and up.",
        Felt.AtTheNextRequest,
        'I',
        [70, 104, 152]
    );

    public static readonly Strategy Refreshed = new(
        "Short JWT and rotating refresh token",
        "A check asks nobody; the access token lives for minutes, and each refresh gives a new refresh token. A revoke ends the refresh family and is felt when the access token expires.",
        Felt.AtTheTokensEnd,
        'R',
        [94, 95, 97, 122]
    );

    public static readonly Strategy Short = new(
        "Short JWT",
        "A check asks nobody, the token lives for minutes, and the program asks for a new one with its own credentials: it needs no refresh token.",
        Felt.AtTheTokensEnd,
        'J',
        [39, 40, 47, 124]
    );
}
