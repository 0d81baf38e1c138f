using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Bff.Tests.Contract;

/// <summary>Words that have broken programs, and how they are written into an address or into JSON.</summary>
internal static partial class Nasty
{
    private static readonly string[] Words =
    [
        "", " ", "\t", "\n", "\r", "\r\n", "\0", "a\n", "a\r\n", "a\0", "\na", "\0a", "a\u2028", "\u202Eabc\u202C", "שלום", "𠮷", "👩‍⚕️🏥",
        "\uD800", "a\uDC00", "\uDFFF\uD800", "\uFFFF", "\uFFFD", "\uFEFF", "é", "ﷺ", "İ", "ß", "'", "\"", "\\", "';--", "<script>",
        "%", "%%", "_", "*", "?", "..", "../..", "/", "//", "\\host", ".", "-", "=", "==", "a-b_c=", "+", "#", "&", ";", ",", ",,", "{}", "[]",
        "null", "true", "undefined", "NaN", "Infinity", "-Infinity", "-0", "0", "-1", "1e400", "1e-400", "0x10", "１２", "٣", "1,5",
        "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "99999999999999999999999999",
        "0001-01-01", "9999-12-31", "2026-02-30", "10000-01-01", "-0001-01-01", "00010101", "99991231", "00010101-99991231", "-00010101",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999-14:00", "infinity", "-infinity", "2026-06-30T23:59:60Z",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-00000000000g",
        "{00000000-0000-0000-0000-000000000000}", "1.2.840\n", "1.2..3", "1.2.840.", "%00", "%0a", "%2f", "1,2,3", "1-5", "0,0,0,0",
        "NaN,NaN", "1e308,1e308", "40,400,linear", "999999999,999999999", "-1,-1", "image/png;q=NaN",
    ];

    private static readonly string[] Long =
    [
        new('a', 65), new('1', 65), new('1', 400), new('字', 300), new('.', 300), new('%', 300), new('A', 48), new('_', 48), new('字', 48),
        new('=', 48), new string('A', 47) + "\n", new('9', 2000), new('(', 2000), string.Concat(Enumerable.Repeat("👩‍⚕️", 300)),
    ];

    /// <summary>Escapes that are none, or none of UTF-8.</summary>
    private static readonly string[] Escapes =
        ["%00", "%0A", "%0D%0A", "%FF", "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "%", "%zz", "%u0041", "%2F", "%5C", "%2e%2e", "%25", "+", "%20", "%E2%80%AE"];

    /// <summary>A megabyte of one letter, of Chinese, of escapes.</summary>
    private static readonly string[] Megabyte = [new('a', 1 << 20), new('长', 350_000), new('"', 500_000)];

    private static readonly string[] Tokens =
    [
        "null", "true", "false", "0", "-1", "1e400", "-1e400", "1e999999", "2147483648", "9223372036854775808", "0.1", "-0", "NaN", "Infinity",
        "\"\"", "[]", "{}", "[null]", "[[]]", "{\"\":null}", "[null,null]", "\"\\ud800\"", "\"a\\u0000\"", "\"a\\n\"", "[1,\"a\",{}]", "01", "'a'", "",
        new string('[', 70) + new string(']', 70), new string('[', 5000), "{\"a\":" + new string('[', 500) + new string(']', 500) + "}",
        "\"9999-12-31T23:59:59.9999999-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"0001-01-01\"", "\"9999-12-31\"",
    ];

    /// <summary>A word, not too long for an address.</summary>
    public static Gen<string> Word { get; } = Gen.Frequency((8, Gen.Elements(Words)), (1, Gen.Elements(Long)),
        (1, from a in Gen.Elements(Words) from b in Gen.Elements(Words) select a + b));

    /// <summary>A word for a body, sometimes a megabyte.</summary>
    public static Gen<string> Text { get; } = Gen.Frequency((60, Word), (1, Gen.Elements(Megabyte)));

    /// <summary>An escape that is wrong, or stands where none is expected.</summary>
    public static Gen<string> Escape { get; } = Gen.Elements(Escapes);

    /// <summary>A value of JSON that is not what was asked for, or no JSON at all.</summary>
    public static Gen<string> Token { get; } = Gen.Elements(Tokens);

    /// <summary>Percent-encodes all but names of the world, half of a surrogate pair as the three bytes that some programs make of it.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        var from = 0;
        foreach (Match name in World.Name().Matches(text))
        {
            AppendEscaped(escaped, text.AsSpan(from, name.Index - from));
            escaped.Append(name.Value);
            from = name.Index + name.Length;
        }
        AppendEscaped(escaped, text.AsSpan(from));
        return escaped.ToString();
    }

    /// <summary>A string of JSON; half of a surrogate pair as its escape.</summary>
    public static string Quoted(string text)
    {
        var json = new StringBuilder("\"", text.Length + 2);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) json.Append(c).Append(text[++i]);
            else if (c is '"' or '\\') json.Append('\\').Append(c);
            else if (c < ' ' || char.IsSurrogate(c)) json.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else json.Append(c);
        }
        return json.Append('"').ToString();
    }

    private static void AppendEscaped(StringBuilder escaped, ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '.' or '_' or '~') escaped.Append(text[i]);
            else if (!char.IsSurrogate(text[i]) || !Rune.TryCreate(text[i], i + 1 < text.Length ? text[i + 1] : '\0', out var rune))
            {
                if (!Rune.TryCreate(text[i], out rune))
                {
                    escaped.Append(System.Globalization.CultureInfo.InvariantCulture,
                        $"%ED%{0x80 | ((text[i] >> 6) & 0x3F):X2}%{0x80 | (text[i] & 0x3F):X2}");
                    continue;
                }
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) escaped.Append('%').Append(b.ToString("X2", null));
            }
            else
            {
                i++;
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) escaped.Append('%').Append(b.ToString("X2", null));
            }
        }
    }
}
