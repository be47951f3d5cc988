namespace WebPortal.Features.Lab.Decide;

/// <summary>The scenarios of the articles, as nothing but links with answers.</summary>
internal sealed record Preset(string Name, string Query)
{
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("CMS or admin pages", "client=pages&backend=one&login=own&stop=now"),
        new("Mobile application", "client=native&backend=one&login=own&stop=minutes"),
        new("Sign in with Google or GitHub", "client=pages&backend=one&login=social"),
        new("Microservices", "client=service&backend=several&stop=minutes"),
        new("Fintech", "client=spa&backend=several&login=own&stop=now&trust=same&stakes=high"),
        new("SaaS with integrations", "client=spa&backend=one&login=company&others=yes&offer=yes&trust=mixed"),
    ];

    public string Address => "/decide?" + Query;
}
