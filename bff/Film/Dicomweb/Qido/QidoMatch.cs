using System.Globalization;
using System.IO.Enumeration;

namespace Bff.Film.Dicomweb.Qido;

/// <summary>How a key's value is compared with a row's (PS3.4 C.2.2.2). What a row does not say matches nothing.</summary>
internal static class QidoMatch
{
    /// <summary>A text with wildcards <c>*</c> and <c>?</c>.</summary>
    public static bool Text(string asked, string? held) => held is not null && FileSystemName.MatchesSimpleExpression(Escaped(asked), held, ignoreCase: false);

    /// <summary>A name with wildcards in any case: the whole of it, or one of its groups.</summary>
    public static bool Name(string asked, string? held) =>
        held is not null && held.Split('=').Append(held).Any(group => FileSystemName.MatchesSimpleExpression(Escaped(asked), group.TrimEnd('^'), ignoreCase: true));

    /// <summary>A whole number.</summary>
    public static bool Number(string asked, int? held) =>
        held is not null && int.TryParse(asked, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number == held;

    /// <summary>One of a list of UIDs.</summary>
    public static bool Uid(string asked, string held) =>
        asked.Split([',', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Contains(held);

    /// <summary>A time, or a range of times open at either end; what is written short means all of its minute or hour.</summary>
    public static bool Time(string asked, string? held)
    {
        if (held is null || Digits(held) is not { Length: >= 2 } time) return false;
        var ends = asked.Split('-');
        if (ends.Length == 1) return time.StartsWith(Digits(asked), StringComparison.Ordinal);
        var (from, to) = (Digits(ends[0]), Digits(ends[^1]));
        return ends.Length == 2 && string.CompareOrdinal(time, from) >= 0
            && (to.Length == 0 || string.CompareOrdinal(time[..Math.Min(time.Length, to.Length)], to) <= 0);
    }

    private static string Digits(string time) => string.Concat(time.Where(char.IsAsciiDigit));

    /// <summary>The reader of wildcards takes a backslash for an escape.</summary>
    private static string Escaped(string asked) => asked.Replace("\\", "\\\\", StringComparison.Ordinal);
}
