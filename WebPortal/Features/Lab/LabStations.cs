namespace WebPortal.Features.Lab;

/// <summary>The stations in the order of the tabs. One exists when its address is mapped: nobody has to switch a link on.</summary>
internal sealed record LabStation(string Name, string Path)
{
    public static readonly LabStation Home = new("Lab", "/lab");

    public static readonly IReadOnlyList<LabStation> All =
    [
        new("Race", "/lab/race"),
        new("Wire", "/lab/lanes"),
        new("Tokens", "/lab/tokens"),
        new("Flows", "/lab/flows"),
        new("Attacks", "/lab/attacks"),
        new("Costs", "/lab/costs"),
        new("Scale", "/lab/scale"),
        new("Claims", "/lab/claims"),
    ];

    public bool Exists(EndpointDataSource endpoints) =>
        endpoints
            .Endpoints.OfType<RouteEndpoint>()
            .Any(e =>
                string.Equals(e.RoutePattern.RawText?.Trim('/'), Path.Trim('/'), StringComparison.OrdinalIgnoreCase)
            );
}
