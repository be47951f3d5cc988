using Microsoft.Extensions.Configuration;
using WebPortal.Features.Shared;

namespace WebPortal.Tests.Unit.Shared;

public sealed class SiteLinksTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("docs/README.md", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("https://git.example/portal", "https://git.example/portal")]
    public void Only_a_web_address_that_somebody_set_is_linked(string? set, string? linked)
    {
        var links = new SiteLinks(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { ["Portal:SourceUrl"] = set, ["Portal:DocsUrl"] = set }
                )
                .Build()
        );
        Assert.Equal((linked, linked), (links.Source, links.Documentation));
    }

    [Fact]
    public void What_stays_in_sight_is_named_once_and_after_what_the_address_says_already()
    {
        Assert.Equal("/a", KeptRows.Add("/a", []));
        Assert.Equal("/a?kept=x&kept=y", KeptRows.Add("/a", ["x", "y", "x"]));
        Assert.Equal("/a?q=1&kept=x", KeptRows.Add("/a?q=1", ["x"]));
        Assert.Equal(100, KeptRows.Add("/a", Enumerable.Range(0, 500).Select(i => $"{i}")).Split("kept=").Length - 1);
    }
}
