using System.Net;
using WebPortal.Features.Ledger;

namespace WebPortal.Tests.Unit.Ledger;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.10", false)]
    [InlineData("203.0.113.0/24", "203.0.113.255", true)]
    [InlineData("203.0.113.0/24", "203.0.114.0", false)]
    [InlineData("203.0.112.0/23", "203.0.113.7", true)]
    [InlineData("203.0.", "203.0.7.7", true)]
    [InlineData("203.0.", "203.1.0.0", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9", true)]
    public void Contains(string range, string address, bool within)
    {
        var parsed = AddressRange.Parse(range)!;
        var key = AddressRange.KeyOf(address);
        Assert.Equal(
            within,
            string.CompareOrdinal(key, parsed.First) >= 0 && string.CompareOrdinal(key, parsed.Last) <= 0
        );
    }

    [Theory]
    [InlineData("203.0.113")]
    [InlineData("1")]
    [InlineData("0x7f.1")]
    [InlineData("203.0.113.0/33")]
    [InlineData("example.com")]
    [InlineData("203.0.113.0/24; DROP TABLE")]
    [InlineData("....")]
    [InlineData(".")]
    [InlineData("300.0.")]
    public void What_is_no_address_is_none(string text) => Assert.Null(AddressRange.Parse(text));

    [Fact]
    public void Keys_sort_as_the_addresses_do()
    {
        var random = new Random(7);
        var addresses = Enumerable.Range(0, 500).Select(_ => new IPAddress((long)random.Next())).ToArray();
        var byKey = addresses.OrderBy(a => AddressRange.KeyOf(a.ToString()), StringComparer.Ordinal);
        var byNumber = addresses.OrderBy(a => Convert.ToHexString(a.GetAddressBytes()), StringComparer.Ordinal);
        Assert.Equal(byNumber, byKey);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.0")]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1::")]
    [InlineData("", "")]
    public void A_prefix_forgets_the_rest(string address, string prefix) =>
        Assert.Equal(prefix, AddressRange.PrefixOf(address));
}
