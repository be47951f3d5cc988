namespace WebPortal.Features.Lab.Claims;

/// <summary>The kind of place where a claim is run, read from the entry's address.</summary>
/// <param name="Key">The word of the filter's address.</param>
internal sealed record Station(string Key, string Name, string Path)
{
    /// <summary>For claims that nothing on this machine could run.</summary>
    public static readonly Station Reading = new("reading", "Judged by reading", "");

    public static readonly IReadOnlyList<Station> All =
    [
        new("race", "Race", "/lab/race"),
        new("wire", "Wire", "/lab/lanes"),
        new("tokens", "Tokens", "/lab/tokens"),
        new("flows", "Flows", "/lab/flows"),
        new("attacks", "Attacks", "/lab/attacks"),
        new("costs", "Costs", "/lab/costs"),
        new("scale", "Scale", "/lab/scale"),
        new("decide", "Decide", "/decide"),
        Reading,
    ];

    /// <exception cref="InvalidOperationException">An entry names an address that belongs to no station.</exception>
    public static Station Of(string? address) =>
        address is null
            ? Reading
            : All.First(s =>
                s != Reading && (address == s.Path || address.StartsWith(s.Path + "/", StringComparison.Ordinal))
            );

    /// <summary>“Wire, lane S” for /lab/lanes/s.</summary>
    public string Place(string address)
    {
        var last = address[(address.LastIndexOf('/') + 1)..];
        return Key switch
        {
            "wire" => $"{Name}, lane {last.ToUpperInvariant()}",
            "flows" or "attacks" => $"{Name}, {last.Replace('-', ' ')}",
            _ => Name,
        };
    }
}
