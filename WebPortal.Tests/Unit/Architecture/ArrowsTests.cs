using System.Text.RegularExpressions;

namespace WebPortal.Tests.Unit.Architecture;

/// <summary>Which folder may know which. A new folder needs its line here.</summary>
public sealed partial class ArrowsTests
{
    // What stands below the features, and knows none of them.
    private static readonly string[] Ground = ["Data", "Redis", "Security", "Observability"];

    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Data"] = Ground,
        ["Redis"] = Ground,
        ["Security"] = Ground,
        ["Observability"] = Ground,
        ["Sessions"] = [], // It must be liftable as a folder.
        ["Shared"] = ["Sessions", "Security"],
        ["Errors"] = ["Sessions", "Shared", "Security"],
        ["Home"] = ["Sessions", "Account", "Ledger", "Shared", .. Ground],
        ["Ledger"] = ["Sessions", .. Ground],
        ["Mail"] = ["Shared", .. Ground],
        ["Account"] = ["Sessions", "Ledger", "Mail", "Shared", .. Ground],
        ["SocialLogin"] = ["Account", "Sessions", "Ledger", "Mail", "Shared", .. Ground],
        ["Admin"] = ["Account", "Sessions", "Ledger", "Shared", .. Ground],
        ["Lab"] = ["Sessions", "Shared", "Security"],
    };

    [Fact]
    public void Every_folder_knows_only_what_it_may()
    {
        var wrong = new List<string>();
        foreach (var file in HouseRulesTests.Sources("*.cs", "*.cshtml"))
        {
            var parts = HouseRulesTests.Short(file).Split(Path.DirectorySeparatorChar);
            var area = parts[1] == "Features" ? parts[2] : parts[1];
            if (parts.Length < 3 || area.Contains('.', StringComparison.Ordinal))
                continue; // Program, Startup and what else stands at the root know everything; _ViewImports serves all.
            Assert.True(Arrows.ContainsKey(area), $"{area} has no arrows in {nameof(ArrowsTests)}.");
            foreach (
                var known in Names().Matches(File.ReadAllText(file)).Select(m => m.Groups["area"].Value).Distinct()
            )
            {
                if (known != area && !Arrows[area].Contains(known, StringComparer.Ordinal))
                    wrong.Add($"{HouseRulesTests.Short(file)} knows {known}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_knows_the_lab() =>
        Assert.DoesNotContain(Arrows, a => a.Value.Contains("Lab", StringComparer.Ordinal));

    [GeneratedRegex(
        @"\bWebPortal\.(Features\.)?(?<area>Data|Redis|Security|Observability|Sessions|Shared|Errors|Home|Ledger|Mail|Account|SocialLogin|Admin|Lab)\b"
    )]
    private static partial Regex Names();
}
