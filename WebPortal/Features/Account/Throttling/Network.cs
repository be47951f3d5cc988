using System.Net;
using System.Net.Sockets;

namespace WebPortal.Features.Account.Throttling;

/// <summary>The part of an address that one subscriber has: all of an IPv4 address, the first 64 bits of an IPv6 one.</summary>
internal static class Network
{
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "none";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        return Cut(address, 8) + "/64";
    }

    /// <summary>
    /// What one holder of many networks has: an IPv4 /24, an IPv6 /48 (some providers give one to anybody: 65 536 times a /64's tries).
    /// </summary>
    public static string WiderOf(IPAddress? address)
    {
        if (address is null)
            return "none/wide";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Cut(address, 6) + "/48"
            : Cut(address, 3) + "/24";
    }

    private static IPAddress Cut(IPAddress address, int kept)
    {
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, kept, bytes.Length - kept);
        return new IPAddress(bytes);
    }
}
