using System.Text;

namespace Wayfinding.Import;

/// <summary>Files of other encodings as UTF-8 without a mark, which every reader here takes. XML says itself what it is encoded in.</summary>
internal static class TextEncodings
{
    public static SourceFile ToUtf8(SourceFile file)
    {
        var content = file.Content;
        if (content.Span.StartsWith("\uFEFF"u8)) return file with { Content = content[3..] };
        if (Utf16Of(content.Span) is not { } encoding) return file;
        var text = encoding.GetString(content.Span).TrimStart('\uFEFF');
        return text.TrimStart().StartsWith('<') ? file : file with { Content = Encoding.UTF8.GetBytes(text) };
    }

    // By its mark, or because the first character, a bracket or a letter, has a zero beside it.
    private static UnicodeEncoding? Utf16Of(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0, ..] => new(bigEndian: false, byteOrderMark: false),
        [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] => new(bigEndian: true, byteOrderMark: false),
        _ => null,
    };
}
