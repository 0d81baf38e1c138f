using System.Net;
using System.Net.Sockets;

namespace Bff.Platform.Http;

/// <summary>
/// What tries and requests of strangers are counted by: an IPv4 address, or the /64 of an IPv6 one. A line is given a whole /64 (RFC 6177),
/// so whoever counts single IPv6 addresses grants every caller as many tries as he likes.
/// </summary>
public static class CallerNetwork
{
    private const int NetworkBytes = 8;

    /// <summary>The network of a request's caller, as text to be part of a bucket's name.</summary>
    public static string Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    /// <summary>The network of an address; <c>-</c> for a caller without one.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "-";
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes) + "/64";
    }
}
