namespace WebPortal.Features.Account.Throttling;

/// <summary>
/// How many tries a visitor has. Tries are counted before anything is checked, per (account, network), per network and per wider network, the
/// same for an address that has no account; what succeeds gives its try back. After the free tries each further one doubles the wait.
/// A network is an IPv4 address or an IPv6 /64; the wider one is a /24 or a /48 and has <see cref="NetworksInWider"/> times as many. What checks
/// a secret has <see cref="TriesPerAccount"/> for one account from everywhere. Tries are forgotten an hour after the last one. There is no
/// lockout: a browser that signed in to the account before (<see cref="KnownBrowser"/>) has only tries of its own.
/// <code>
/// action                          free per (account, network)   first wait   longest   free per network
/// sign in                                   5                    1 min       15 min    50  (Throttle:TriesPerNetwork)
/// prove it again, change password           5                    1 min       15 min    50
/// use a link from a mail                   10                    1 min       15 min    50  (account: whose link it is)
/// a link from a mail that does not work    20                    1 min       15 min    50
/// a password judged at registration        20                    1 min       15 min    50
/// register                                  3                    1 min        1 h      20  (Throttle:MailsPerNetwork)
/// forgotten password, link again            3                    1 min        1 h      20
/// change e-mail                             3                    1 min        1 h      20
/// a sign-in begun at a provider             -                    1 min       15 min    50  (finished ones are given back)
/// an answer nobody asked for, as event      -                    1 min        1 h      50  (then every doubling of their number)
/// </code>
/// Beside these, one address gets at most ten mails an hour that one wider network (or one known browser, apart from all) asked for, and forty
/// in all; further ones are silently not sent, since the answer must not tell. Notices of what was done are always sent.
/// </summary>
internal sealed record ThrottleRule(string Name, int Free, TimeSpan LongestWait, bool SendsMail)
{
    public static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>How many networks' tries the network around them has.</summary>
    public const int NetworksInWider = 5;

    /// <summary>From all browsers together that the account does not know.</summary>
    public const int TriesPerAccount = 100;

    public const int MailsPerAddressAndNetwork = 10;

    public const int MailsPerAddress = 40;

    public static readonly ThrottleRule SignIn = new("sign-in", 5, TimeSpan.FromMinutes(15), SendsMail: false);
    public static readonly ThrottleRule Proof = new("proof", 5, TimeSpan.FromMinutes(15), SendsMail: false);
    public static readonly ThrottleRule MailLink = new("mail-link", 10, TimeSpan.FromMinutes(15), SendsMail: false);
    public static readonly ThrottleRule DeadLink = new("dead-link", 20, TimeSpan.FromMinutes(15), SendsMail: false);
    public static readonly ThrottleRule Judge = new("judge", 20, TimeSpan.FromMinutes(15), SendsMail: false);
    public static readonly ThrottleRule ProviderStart = new("provider-start", 0, TimeSpan.FromMinutes(15), false);
    public static readonly ThrottleRule StateMismatch = new("state-mismatch", 0, Memory, SendsMail: false);
    public static readonly ThrottleRule Register = new("register", 3, Memory, SendsMail: true);
    public static readonly ThrottleRule Forgot = new("forgot", 3, Memory, SendsMail: true);
    public static readonly ThrottleRule ChangeEmail = new("change-email", 3, Memory, SendsMail: true);
}

internal sealed class ThrottleOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Throttle";

    /// <summary>Free tries per network of what checks a secret. Raise it when very many people share one address.</summary>
    public int TriesPerNetwork { get; set; } = 50;

    /// <summary>Free tries per network of what sends a mail.</summary>
    public int MailsPerNetwork { get; set; } = 20;
}
