using System.Text.RegularExpressions;

namespace Bff.Platform.Http;

/// <summary>
/// Addresses that people write and that a page of ours opens or goes on to: cards, links, the way back after signing in. The only place
/// that judges them here; <c>webh5/lib/address.ts</c> is its twin in the pages, and both are held against <c>tests/addresses.json</c>.
/// </summary>
public static partial class PageAddress
{
    /// <summary>
    /// Whether it is a page of ours: a path, never a host. Browsers read a backslash as a slash and pass over tabs and line ends, so
    /// neither is taken anywhere.
    /// </summary>
    public static bool IsOwn(string address) => Own().IsMatch(address);

    /// <summary>Whether a page may offer it: a page of ours, or another site over https, named without user or password before it.</summary>
    public static bool MayOpen(string address) => IsOwn(address) || OverHttps().IsMatch(address);

    [GeneratedRegex(@"^/(?!/|%(?:2f|5c|0\d|0[a-f]))[^\s\\\p{Cc}\p{Cf}]*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Own();

    [GeneratedRegex(@"^https://[\p{L}\p{N}][\p{L}\p{N}.-]*(?::\d{1,5})?(?:[/?#][^\s\\\p{Cc}\p{Cf}]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex OverHttps();
}
