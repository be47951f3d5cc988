using System.Net;

namespace WebPortal.Features.Ledger;

/// <summary>
/// One address or a network: "203.0.113.9", "203.0.113.0/24", "2001:db8::/32", or the beginning of an IPv4 address, "203.0.113.".
/// </summary>
/// <param name="First">Key of the first address (see <see cref="KeyOf"/>).</param>
/// <param name="Last">Key of the last address.</param>
internal sealed record AddressRange(string First, string Last)
{
    private const int MappedBits = 96;

    public bool IsSingle => First == Last;

    /// <summary>The address as 32 hexadecimal digits, IPv4 mapped into IPv6; empty for what is no address.</summary>
    public static string KeyOf(string address) =>
        IPAddress.TryParse(address, out var parsed)
            ? Convert.ToHexStringLower(parsed.MapToIPv6().GetAddressBytes())
            : "";

    public static AddressRange? Parse(string text)
    {
        text = text.Trim();
        if (IPNetwork.TryParse(text, out var network))
            return Of(network.BaseAddress, network.PrefixLength);
        if (text.EndsWith('.') && text.Count(c => c == '.') is var dots and <= 3)
        {
            var full = text + string.Join('.', Enumerable.Repeat("0", 4 - dots));
            return IPNetwork.TryParse($"{full}/{dots * 8}", out var begun)
                ? Of(begun.BaseAddress, begun.PrefixLength)
                : null;
        }
        // "1" and "0x7f.1" are addresses to the parser, but not to a person.
        var whole = text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3;
        return whole && IPAddress.TryParse(text, out var address)
            ? Of(address, address.GetAddressBytes().Length * 8)
            : null;
    }

    /// <summary>What is kept when only networks may be: /24 of IPv4, /48 of IPv6.</summary>
    public static string PrefixOf(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            return "";
        var bytes = parsed.GetAddressBytes();
        Array.Clear(bytes, bytes.Length == 4 ? 3 : 6, bytes.Length == 4 ? 1 : 10);
        return new IPAddress(bytes).ToString();
    }

    private static AddressRange Of(IPAddress address, int prefix)
    {
        var bits = address.GetAddressBytes().Length == 4 ? prefix + MappedBits : prefix;
        var first = address.MapToIPv6().GetAddressBytes();
        var last = (byte[])first.Clone();
        for (var bit = bits; bit < 128; bit++)
        {
            first[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }
        return new AddressRange(Convert.ToHexStringLower(first), Convert.ToHexStringLower(last));
    }
}
