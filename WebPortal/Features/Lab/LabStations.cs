namespace WebPortal.Features.Lab;

/// <summary>The stations in the order of the tabs. One exists when its address is mapped: nobody has to switch a link on.</summary>
internal sealed record LabStation(string Name, string Path, string Words)
{
    public static readonly LabStation Home = new("Lab", "/lab", "");

    public static readonly IReadOnlyList<LabStation> All =
    [
        new("Race", "/lab/race", "sign in on all lanes, revoke, and see for how long each still lets the person in"),
        new("Wire", "/lab/lanes", "each request of a lane, with what the server did and asked Redis"),
        new("Tokens", "/lab/tokens", "build, open and verify tokens, one check at a time"),
        new("Flows", "/lab/flows", "the flows of OAuth, one request at a time"),
        new("Attacks", "/lab/attacks", "what goes wrong, broken and fixed side by side"),
        new("Costs", "/lab/costs", "what a check costs here, and what distance to the store adds"),
        new("Scale", "/lab/scale", "two instances, and what happens when one is stopped"),
        new("Claims", "/lab/claims", "153 statements of three articles, and what is true"),
    ];

    public bool Exists(EndpointDataSource endpoints) =>
        endpoints
            .Endpoints.OfType<RouteEndpoint>()
            .Any(e =>
                string.Equals(e.RoutePattern.RawText?.Trim('/'), Path.Trim('/'), StringComparison.OrdinalIgnoreCase)
            );
}
