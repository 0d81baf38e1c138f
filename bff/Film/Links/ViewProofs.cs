using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bff.Film.Links;

/// <summary>An opening that was counted for a browser.</summary>
/// <param name="OpenedAt">When, unix seconds.</param>
/// <param name="Until">How long it lasts unless it is used, unix seconds.</param>
internal readonly record struct CountedView(long OpenedAt, long Until);

/// <summary>
/// Proof, kept in a cookie, that this browser's opening was counted: whatever it asks for within half an hour of its last use is the same
/// opening. A browser has no secret of its own to bind the proof to, so it is bound to what a browser says of itself in every request: in
/// another kind of browser the cookie proves nothing.
/// </summary>
internal sealed class ViewProofs(LinkKeys keys, TimeProvider time)
{
    /// <summary>After so long without use the next request is a new opening.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>After so long it is a new one in any case.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    // Not the address: a phone changes it between the hospital's network and its own. Not the languages: some browsers send others with
    // pictures than with pages.
    private static readonly string[] Marks = ["User-Agent", "Sec-CH-UA", "Sec-CH-UA-Platform", "Sec-CH-UA-Mobile"];

    /// <summary>A proof of an opening that was counted now.</summary>
    public string New(Guid linkId, HttpRequest browser)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return Text(linkId, new CountedView(now, now + (long)Idle.TotalSeconds), browser);
    }

    /// <summary>The opening that the proof is of; null when it is not ours, too old, or of another browser.</summary>
    public CountedView? Read(Guid linkId, HttpRequest browser, string? proof)
    {
        if (proof?.Split('.') is not [var opened, var until, var mac] || !TryRead(opened, out var from) || !TryRead(until, out var to)) return null;
        var view = new CountedView(from, to);
        var isOurs = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(mac), Encoding.ASCII.GetBytes(Signature(linkId, view, browser)));
        return isOurs && view.Until > time.GetUtcNow().ToUnixTimeSeconds() ? view : null;
    }

    /// <summary>A proof that lasts longer, once half of the old one's time is over; null before, and at the end of the longest view.</summary>
    public string? Renewed(Guid linkId, CountedView view, HttpRequest browser)
    {
        var (now, idle) = (time.GetUtcNow().ToUnixTimeSeconds(), (long)Idle.TotalSeconds);
        var until = Math.Min(now + idle, view.OpenedAt + (long)Longest.TotalSeconds);
        return view.Until - now < idle / 2 && until > view.Until ? Text(linkId, view with { Until = until }, browser) : null;
    }

    private static bool TryRead(string text, out long seconds) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);

    private string Text(Guid linkId, CountedView view, HttpRequest browser) =>
        $"{view.OpenedAt}.{view.Until}.{Signature(linkId, view, browser)}";

    private string Signature(Guid linkId, CountedView view, HttpRequest browser)
    {
        var marks = string.Join('\n', Marks.Select(mark => browser.Headers[mark].ToString()));
        return Base64Url.EncodeToString(keys.Sign(Encoding.UTF8.GetBytes($"view {linkId} {view.OpenedAt} {view.Until}\n{marks}")));
    }
}
