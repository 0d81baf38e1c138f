using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>
/// Files of other encodings as UTF-8 without a mark, which every reader here takes: UTF-16, what XML says of itself, and GB18030 (with GBK
/// and GB2312), in which Chinese spreadsheets save.
/// </summary>
internal static partial class TextEncodings
{
    private const int Gb18030 = 54936;

    public static SourceFile ToUtf8(SourceFile file, LintReport lint)
    {
        var content = file.Content;
        if (content.Span.StartsWith("\uFEFF"u8)) return file with { Content = content[3..] };
        if ((Utf16Of(content.Span) ?? DeclaredIn(content.Span)) is { } encoding)
            return Converted(file, encoding.GetString(content.Span).TrimStart('\uFEFF'));
        if (!IsText(file) || Utf8.IsValid(content.Span)) return file;
        try
        {
            var text = CodePagesEncodingProvider.Instance.GetEncoding(Gb18030, EncoderFallback.ExceptionFallback,
                DecoderFallback.ExceptionFallback)!.GetString(content.Span);
            lint.Notice("text.gb18030", $"{file.Name} 不是 UTF-8 编码，按 GB18030（GBK）读取，请核对名称。", file.Name);
            return Converted(file, text);
        }
        catch (DecoderFallbackException)
        {
            lint.Warn("text.unknown_encoding", $"{file.Name} 既不是 UTF-8 也不是 GB18030 编码，部分文字会读错，请另存为 UTF-8。", file.Name);
            return file;
        }
    }

    private static SourceFile Converted(SourceFile file, string text) =>
        file with
        {
            Content = Encoding.UTF8.GetBytes(text.StartsWith("<?xml", StringComparison.Ordinal)
            ? Declaration().Replace(text, "$1", 1) : text)
        };

    // By its mark, or because the first character, a bracket or a letter, has a zero beside it.
    private static UnicodeEncoding? Utf16Of(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0, ..] => new(bigEndian: false, byteOrderMark: false),
        [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] => new(bigEndian: true, byteOrderMark: false),
        _ => null,
    };

    // Null for UTF-8, which needs nothing, and for names nobody knows, which the XML reader refuses.
    private static Encoding? DeclaredIn(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("<?xml"u8)) return null;
        var name = Declaration().Match(Encoding.Latin1.GetString(content[..Math.Min(content.Length, 256)])).Groups[2].Value;
        if (name.Length == 0 || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } known) return known;
        return Array.Find(Encoding.GetEncodings(), e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.GetEncoding();
    }

    private static bool IsText(SourceFile file) =>
        file.BaseName.EndsWith(".csv", StringComparison.Ordinal) || file.BaseName.EndsWith("json", StringComparison.Ordinal)
            || file.Content.Span is [(byte)'{' or (byte)'[', ..];

    [GeneratedRegex("""^(<\?xml[^>]*?)\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")]
    private static partial Regex Declaration();
}
