using System.Net;
using System.Net.Sockets;

namespace Bff.Host;

/// <summary>The addresses the host is told to serve.</summary>
internal static class ListenAddresses
{
    /// <summary>
    /// Looks before a database is started and workers run, so that a taken address is one line instead of the traces of everything that was
    /// under way.
    /// </summary>
    /// <param name="mustBeFree">Whether the host will listen there; a verb works beside one that does.</param>
    /// <exception cref="StartRefusedException">Another program listens there, or it is no address.</exception>
    public static void Check(IConfiguration configuration, bool mustBeFree)
    {
        BindingAddress[] addresses = [.. Addresses(configuration).Select(Parse)];
        if (!mustBeFree) return;
        foreach (var address in addresses)
        {
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0) continue;
            if (EndPoints(address).Any(IsTaken))
                throw new StartRefusedException(
                    $"{address} is taken: another program listens there, perhaps this one, started before. "
                    + $"End it, or serve another address: --urls http://localhost:{(address.Port == 65535 ? 1024 : address.Port + 1)}");
        }
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            throw new StartRefusedException($"\"{address}\" is no address to serve; one is like http://localhost:5080.");
        }
    }

    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        static string[] Split(string? list) =>
            (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] named = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>()];
        if (named.Length > 0) return named;
        return configuration["urls"] is { Length: > 0 } urls ? Split(urls)
            : Split(configuration["http_ports"]).Select(port => "http://*:" + port);
    }

    private static IPEndPoint[] EndPoints(BindingAddress address) => address.Host switch
    {
        "localhost" => [new(IPAddress.Loopback, address.Port), new(IPAddress.IPv6Loopback, address.Port)],
        var host when IPAddress.TryParse(host.Trim('[', ']'), out var ip) => [new(ip, address.Port)],
        _ => [new(IPAddress.Any, address.Port), new(IPAddress.IPv6Any, address.Port)],
    };

    private static bool IsTaken(IPEndPoint endPoint)
    {
        if (endPoint.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6) return false;
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return false;
        }
        catch (SocketException e)
        {
            // What else is wrong with an address, the server says itself.
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
