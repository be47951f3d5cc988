namespace WebPortal.Features.Lab.Decide;

/// <param name="Value">Stands in the address.</param>
internal sealed record Option(string Value, string Words, Func<Answers, Answers> Apply);

/// <summary>One question. Its first option is what is assumed when nobody answers: the common case, or the careful one.</summary>
internal sealed record Question(string Key, string Text, IReadOnlyList<Option> Options)
{
    public Option Assumed => Options[0];

    public Option? Find(string? value) => Options.FirstOrDefault(o => o.Value == value);
}

internal static class Questions
{
    public static IReadOnlyList<Question> All { get; } =
    [
        new(
            "client",
            "What do people use it with?",
            [
                new("pages", "A browser, pages made on a server", a => a with { Client = Client.Pages }),
                new("spa", "A browser, one page of script", a => a with { Client = Client.Script }),
                new("native", "An application on phone or desktop", a => a with { Client = Client.Native }),
                new("device", "A television, a console, a command line", a => a with { Client = Client.Device }),
                new("service", "Nobody: another program calls", a => a with { Client = Client.Service }),
            ]
        ),
        new(
            "backend",
            "How many services of yours answer it?",
            [
                new("one", "One backend", a => a with { ManyServices = false }),
                new("several", "Several services", a => a with { ManyServices = true }),
            ]
        ),
        new(
            "instances",
            "How many instances run at once?",
            [
                new("several", "Several, or it may come to that", a => a with { ManyInstances = true }),
                new("one", "One, and it stays one", a => a with { ManyInstances = false }),
            ]
        ),
        new(
            "login",
            "Who says who the person is?",
            [
                new("own", "We do: passwords or passkeys", a => a with { SignIn = SignIn.Own }),
                new("social", "Google, GitHub and the like", a => a with { SignIn = SignIn.Social }),
                new("company", "The customers’ own directory", a => a with { SignIn = SignIn.Company }),
            ]
        ),
        new(
            "others",
            "Does it act at another company’s API for the person?",
            [
                new("no", "No", a => a with { OthersData = false }),
                new("yes", "Yes, their calendar, files, repositories", a => a with { OthersData = true }),
            ]
        ),
        new(
            "offer",
            "Will other people’s applications call your API?",
            [
                new("no", "No", a => a with { OffersApi = false }),
                new("yes", "Yes, for our users, with their consent", a => a with { OffersApi = true }),
            ]
        ),
        new(
            "stop",
            "When must a revoked person be out?",
            [
                new("now", "At their next request", a => a with { StopAtOnce = true }),
                new("minutes", "Some minutes later is soon enough", a => a with { StopAtOnce = false }),
            ]
        ),
        new(
            "store",
            "How far is a shared store from where requests are checked?",
            [
                new("near", "Near: about a millisecond", a => a with { Store = Store.Near }),
                new("far", "Far: another region, or the edge", a => a with { Store = Store.Far }),
                new("none", "There is none, and none may be added", a => a with { Store = Store.None }),
            ]
        ),
        new(
            "trust",
            "Do all who check credentials trust each other?",
            [
                new("same", "Yes, one team runs them all", a => a with { MixedTrust = false }),
                new("mixed", "No, other teams or companies", a => a with { MixedTrust = true }),
            ]
        ),
        new(
            "stakes",
            "What does a stolen sign-in cost?",
            [
                new("ordinary", "Annoyance", a => a with { HighStakes = false }),
                new("high", "Money, health, or power over others", a => a with { HighStakes = true }),
            ]
        ),
    ];
}
