using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Bff.Host;

/// <summary>
/// The proxies whose word about a client's address and scheme counts: the setting <c>TrustedProxies</c>, addresses and networks parted by
/// commas or blanks, or as a list (<c>TrustedProxies:0</c>); <c>none</c> says that there is no proxy.
/// </summary>
internal static class TrustedProxies
{
    public const string Setting = "TrustedProxies";

    private const string None = "none";
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\n', '\r'];

    /// <summary>Whether anything is said of proxies.</summary>
    public static bool AreNamed(IConfiguration configuration) => Words(configuration).Length > 0;

    /// <summary>The networks, an address as a network of one; empty: nobody is believed.</summary>
    /// <exception cref="StartRefusedException">Something else stands there.</exception>
    public static IReadOnlyList<IPNetwork> Read(IConfiguration configuration)
    {
        var words = Words(configuration);
        if (words is [var only] && only.Equals(None, StringComparison.OrdinalIgnoreCase)) return [];
        return [.. words.Select(Network)];
    }

    /// <summary>Believes those proxies alone, through as many of them as a request came.</summary>
    public static void Apply(ForwardedHeadersOptions forwarded, IReadOnlyList<IPNetwork> proxies)
    {
        forwarded.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        forwarded.ForwardLimit = null; // The first address that is no proxy of ours ends the walk.
        foreach (var proxy in proxies) forwarded.KnownIPNetworks.Add(proxy);
    }

    private static string[] Words(IConfiguration configuration)
    {
        var section = configuration.GetSection(Setting);
        return
        [
            .. section.GetChildren().Select(child => child.Value).Append(section.Value).OfType<string>()
                .SelectMany(text => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries)),
        ];
    }

    private static IPNetwork Network(string word) => WrittenNetwork.Read(word, out var fault) ?? throw Refused(word, fault);

    private static StartRefusedException Refused(string word, string fault) => new(
        $"{Setting}: \"{word}\" {fault}. Give addresses (10.0.0.7) or networks (10.0.0.0/24) of the proxies, parted by commas, or {None}; "
        + "a name is not looked up, since its address may change.");
}
