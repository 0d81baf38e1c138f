using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bff.Platform.Http;

/// <summary>Networks as people write them: <c>10.8.0.0/16</c>, <c>fd00::/8</c>, or one address. What may mean two things means none.</summary>
public static class WrittenNetwork
{
    /// <summary>The network; null for everything else.</summary>
    /// <param name="fault">Why it is none, the end of a sentence for an operator.</param>
    public static IPNetwork? Read(string word, out string fault)
    {
        fault = "is neither an address nor a network";
        var parts = word.Split('/');
        if (parts.Length > 2 || Address(parts[0]) is not { } address) return null;
        var bits = address.GetAddressBytes().Length * 8;
        if (parts.Length == 1) return new IPNetwork(address, bits);
        fault = $"has no prefix of 1 to {bits} after its stroke";
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > bits) return null;
        fault = "would let everybody claim any address";
        if (prefix == 0) return null;
        var network = First(address, prefix);
        fault = $"is an address with a prefix; the network is {network}/{prefix}";
        return network.Equals(address) ? new IPNetwork(address, prefix) : null;
    }

    /// <summary>An address written in full; null for names and for short forms, which mean something else than they say.</summary>
    private static IPAddress? Address(string word)
    {
        if (!IPAddress.TryParse(word, out var address)) return null;
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return word[0] == '[' || word.Contains('%') ? null : address;
        return address.ToString() == word ? address : null;
    }

    private static IPAddress First(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }
}
