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

    /// <summary>
    /// From here on a caller has one plain address: an IPv4 one as such, also on a line that speaks IPv6, and no zone, which names an
    /// interface of this machine and which no column of addresses takes.
    /// </summary>
    public static void UsePlainAddresses(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Connection.RemoteIpAddress = Plain(http.Connection.RemoteIpAddress);
        return next(http);
    });

    /// <summary>The network of a request's caller, as text to be part of a bucket's name.</summary>
    public static string Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    /// <summary>The network of an address; <c>-</c> for a caller without one.</summary>
    public static string Of(IPAddress? address)
    {
        if (Plain(address) is not { } plain) return "-";
        if (plain.AddressFamily != AddressFamily.InterNetworkV6) return plain.ToString();
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes) + "/64";
    }

    private static IPAddress? Plain(IPAddress? address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };
}
