namespace WebPortal.Issuer.Features.People;

/// <summary>A person of Development. Each stands for a way in which what a provider says about somebody can go wrong.</summary>
internal sealed record DemoPerson(
    string Login,
    long NumericId,
    string GivenName,
    string FamilyName,
    string? Email,
    bool Verified,
    bool Public,
    string StandsFor
)
{
    public string Name => $"{GivenName} {FamilyName}".Trim();

    public static readonly IReadOnlyList<DemoPerson> All =
    [
        new("vera", 58_301_001, "Vera", "Verified", "vera@people.example", true, false, "a verified address"),
        new("ulf", 58_301_002, "Ulf", "Unverified", "ulf@people.example", false, true, "an address nobody verified"),
        new(
            "carla",
            58_301_003,
            "Carla",
            "Collision",
            "user@example.com",
            true,
            true,
            "the address of a portal account"
        ),
        new("noa", 58_301_004, "Noa", "Noaddress", null, false, false, "no address at all"),
        new(
            "max-markup",
            58_301_005,
            "<script>alert('Max')</script>",
            "\"Maximilian\" & <b>Markup</b> " + string.Join(' ', Enumerable.Repeat("von und zu Langenname", 6)),
            "max@people.example",
            true,
            true,
            "a long name with markup in it"
        ),
    ];
}
