namespace WebPortal.Features.Lab.Decide;

/// <summary>
/// The rules, read from the top: the first that holds decides. The last of each table always holds, so every combination of answers has an advice.
/// </summary>
internal static class DecisionTable
{
    private static readonly (Func<Answers, bool> When, Strategy Then)[] Checks =
    [
        // A browser: what it holds should be worth nothing to a script, so tokens stay on the server.
        (a => a.InBrowser && (a.ManyServices || a.OthersData), Strategy.Backend),
        (a => a.InBrowser && a.Store == Store.Near, Strategy.Session),
        (a => a.InBrowser && a.Store == Store.Far && a.StopAtOnce, Strategy.Pushed),
        // To stop somebody at once, something must be asked. The wish to stop wins over the wish for no store.
        (a => a.InBrowser && a.StopAtOnce, Strategy.Session),
        (a => a.InBrowser, Strategy.Sealed),
        // Own application, own server, nobody else's data: HTTP clients keep cookies as well.
        (a => a.Client == Client.Native && Alone(a) && a.StopAtOnce && a.Store == Store.Near, Strategy.Session),
        (a => a.StopAtOnce && a.Store == Store.Far, Strategy.Pushed),
        (a => a.StopAtOnce, Strategy.Asked),
        (a => a.Client == Client.Service, Strategy.Short),
        (_ => true, Strategy.Refreshed),
    ];

    private static readonly (Func<Answers, Strategy, bool> When, string Then)[] Ways =
    [
        ((a, _) => a.Client == Client.Service, "by client credentials"),
        ((a, _) => a.Client == Client.Device, "by device authorization"),
        ((a, _) => a.InBrowser && a.SignIn != SignIn.Own, "sign in by OIDC"),
        ((_, s) => s == Strategy.Session || s == Strategy.Sealed, ""),
        ((a, _) => a.InBrowser, ""),
        ((_, _) => true, "by code flow with PKCE in the system browser"),
    ];

    public static Advice Decide(Answers answers)
    {
        var strategy = Checks.First(rule => rule.When(answers)).Then;
        var way = Ways.First(rule => rule.When(answers, strategy)).Then;
        return new Advice(answers, strategy, way);
    }

    private static bool Alone(Answers a) =>
        a is { ManyServices: false, SignIn: SignIn.Own, OthersData: false, OffersApi: false };
}

/// <param name="Way">How one signs in, where that is part of the answer.</param>
internal sealed record Advice(Answers Answers, Strategy Strategy, string Way)
{
    /// <summary>“Server session, sign in by OIDC”.</summary>
    public string Headline => Way.Length == 0 ? Strategy.Name : $"{Strategy.Name}, {Way}";

    public IEnumerable<Remark> Conditions => Remarks.Conditions.Where(r => r.When(this));

    public IEnumerable<Remark> Differences => Remarks.Differences.Where(r => r.When(this));

    public bool UsesTokens => Strategy != Strategy.Session && Strategy != Strategy.Sealed;

    public bool UsesCookie => Answers.InBrowser || Strategy == Strategy.Session;

    public bool HasPerson => Answers.Client != Client.Service;
}

/// <summary>A sentence that goes with some advice, and the entries of the ledger it rests on.</summary>
internal sealed record Remark(Func<Advice, bool> When, string Words, params IReadOnlyList<int> Claims);
