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
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes) + "/64";
    }
}
